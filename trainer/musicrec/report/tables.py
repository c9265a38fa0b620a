"""Tables and small pieces of the page that several sections use."""

from __future__ import annotations

from collections.abc import Sequence

from musicrec.report.markup import Markup, join, tag


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    texts: int = 1,
    titled: bool = True,
) -> Markup:
    """The first `texts` columns are text, the others numbers; it scrolls where it is too wide.

    `titled`: whether the caption is shown; where the line above says the same it need not be.
    """
    kind = [None if at < texts else "n" for at in range(len(head))]
    header = tag(
        "tr", *(tag("th", child, class_=kind[at], scope="col") for at, child in enumerate(head))
    )
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", child, class_=kind[at]) for at, child in enumerate(row[1:], 1)),
        )
        for row in rows
    ]
    # A region that scrolls must be reachable by keyboard. The caption stands outside: it must wrap.
    scrolling = tag(
        "div",
        tag("table", tag("thead", header), tag("tbody", *body), aria_label=caption),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=caption,
    )
    if not titled:
        return scrolling
    return tag("div", tag("p", caption, class_="caption"), scrolling)


def section(name: str, title: str, *children: str, lead: str = "") -> Markup:
    """A part of the page under a heading."""
    parts = [tag("h2", title, id=name)]
    if lead:
        parts.append(tag("p", lead, class_="lead"))
    return tag("section", *parts, *children, aria_labelledby=name)


def folded(summary: str, *children: str, opened: bool = False) -> Markup:
    """What few readers want, behind a line."""
    return tag("details", tag("summary", summary), *children, open=opened)


def missing(text: str) -> Markup:
    """A sentence where a part of the report would be."""
    return tag("p", text, class_="missing")


def legend(entries: Sequence[tuple[str, str]]) -> Markup:
    """(class, name) of each series."""
    return tag(
        "ul",
        *(tag("li", tag("i", class_=f"key {key}"), name) for key, name in entries),
        class_="legend",
    )


def facts_list(pairs: Sequence[tuple[str, str]]) -> Markup:
    """Names and values."""
    return tag("dl", join(join([tag("dt", name), tag("dd", value)]) for name, value in pairs))
