"""report.html: one page that needs nothing beside it.

Nothing is fetched: style and pictures are inside, and the page's own policy forbids the rest.
"""

from __future__ import annotations

from pathlib import Path

from musicrec.report.facts import Facts
from musicrec.report.markup import Markup, tag
from musicrec.report.sections.breakdowns import breakdowns
from musicrec.report.sections.choices import choices
from musicrec.report.sections.codes import codes
from musicrec.report.sections.costs import costs
from musicrec.report.sections.likeness import likeness
from musicrec.report.sections.limits import limits
from musicrec.report.sections.metrics import metrics
from musicrec.report.sections.summary import summary
from musicrec.report.sections.training import training

HERE = Path(__file__).parent
STYLES = (HERE / "charts" / "style.css", HERE / "style.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PARTS = {
    "metrics": "Lists",
    "breakdown": "For whom",
    "training": "Learning",
    "codes": "Semantic IDs",
    "likeness": "Neighbours",
    "costs": "Costs",
    "choices": "Choices",
    "limits": "Limits",
}


def page(facts: Facts) -> str:
    """The whole document."""
    # Our own files, and no catalogue's text: the only markup that is not made by tags.
    style = Markup("".join(path.read_text(encoding="utf-8") for path in STYLES))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{facts.name} – MusicRec report"),
        tag("style", style),
    )
    links = [tag("a", text, href=f"#{name}") for name, text in PARTS.items()]
    body = tag(
        "body",
        summary(facts),
        tag("nav", *links, aria_label="Parts of the report"),
        tag(
            "main",
            metrics(facts),
            breakdowns(facts),
            training(facts),
            codes(facts),
            likeness(facts),
            costs(facts),
            choices(facts),
            limits(facts),
        ),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"
