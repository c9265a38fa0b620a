"""model-card.md: the report's facts in short, to lie beside the bundle.

The parts are those of Mitchell et al. 2019 (arXiv:1810.03993), as far as they are known here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from musicrec.report.codebook import purities
from musicrec.report.facts import Facts
from musicrec.report.figures import NONE, count, duration, half_width, plain, size
from musicrec.report.sections.choices import settings_of
from musicrec.report.sections.limits import limits_of
from musicrec.report.sections.metrics import (
    ACCURACY,
    BESIDES,
    SOURCES,
    family,
    in_order,
    value_of,
)
from musicrec.report.sections.summary import data_facts, split_sentence
from musicrec.report.verdict import NAMES, verdict_of
from musicrec.tokenizer.health import prefixes

SHOWN_SETTINGS = ("seed", "tokenizer.kind", "features.text_encoder", "features.image_encoder")


def safe(text: str) -> str:
    """Text of a catalogue on one line, with what Markdown or HTML would read escaped."""
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", html.escape(" ".join(text.split()), quote=False))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["", *("| " + " | ".join(line) + " |" for line in lines)]


def card(facts: Facts) -> str:
    """The whole document."""
    verdict = verdict_of(facts.evaluation)
    lines = [
        f"# Model card: {safe(facts.name)}",
        "",
        f"**{verdict.title}.** {safe(verdict.sentence)}",
        *([f"\nWhat to do: {safe(verdict.todo)}"] if verdict.todo else []),
        *(f"\n> {safe(notice)}" for notice in facts.notices),
        "",
        "## Data",
        "",
        f"{', '.join(f'{value} {name}' for name, value in data_facts(facts))}. "
        f"{split_sentence(facts)}".rstrip(),
        "",
        "## Quality",
        *_quality(facts),
        "",
        "## Semantic IDs",
        *_ids(facts),
        "",
        "## Model and cost",
        *_model(facts),
        "",
        "## Limits",
        "",
        *(f"- {safe(text)}" for text in limits_of(facts)),
        "",
        "## Licences",
        "",
        *(
            f"- {safe(entry['what'])}: {safe(entry['licence'])}. {safe(entry['notice'])}".rstrip()
            for entry in facts.manifest["licences"]
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _quality(facts: Facts) -> list[str]:
    if facts.evaluation is None:
        return ["", "Not measured."]
    lines = ["", SOURCES[facts.source or "manifest"]]
    verdicts = {found.task: found for found in verdict_of(facts.evaluation).tasks}
    for task, part in facts.evaluation["tasks"].items():
        if "skipped" in part:
            lines += ["", f"**{NAMES.get(task, safe(task))}**: {safe(part['skipped'])}"]
            continue
        first = part["scorers"][next(iter(part["scorers"]))]
        columns = {**ACCURACY, **BESIDES}
        shown = {key: name for key, name in columns.items() if key in first}
        names = [
            name
            for name in in_order(part)
            if family(part, name) != "baseline" or name == part["verdict"]["best_baseline"]
        ]
        lines += [
            "",
            f"**{NAMES.get(task, safe(task))}** ({safe(task)}), {count(part['cases'])} cases",
        ]
        if task in verdicts:
            lines[-1] += f": {safe(verdicts[task].text)}"
        rows = []
        for name in names:
            values = part["scorers"][name]
            cells = []
            for column in shown:
                entry = values.get(column)
                if entry is None:
                    cells.append(NONE)
                elif column in ACCURACY:
                    cells.append(f"{plain(entry[0])} {half_width(entry)}".rstrip())
                else:
                    cells.append(plain(value_of(entry), 3))
            rows.append([safe(name), *cells])
        lines += table(["scorer", *shown.values()], rows)
    return lines


def _ids(facts: Facts) -> list[str]:
    described, ids = facts.described["health"], facts.manifest["semantic_ids"]
    lines = [
        "",
        f"{ids['levels']} levels of {ids['codebook_size']} codes; {count(described['collisions'])} "
        "items share an ID."
        + (f" {count(facts.health['moved'])} were moved to a free one." if facts.health else ""),
    ]
    rows = [
        [str(level), f"{100 * usage:.1f} %", f"{even:.1f}", count(begun)]
        for level, (usage, even, begun) in enumerate(
            zip(described["usage"], described["perplexity"], prefixes(facts.codes), strict=True), 1
        )
    ]
    lines += table(["level", "codes used", "perplexity", "unique prefixes"], rows)
    known = purities(facts.codes, facts.items)
    if known:
        said = [
            f"{safe(name)} {value:.3f} (one code for all: {alone:.3f})"
            for name, (value, alone) in known.items()
        ]
        lines += ["", f"Purity of the first level: {', '.join(said)}."]
    return lines


def _model(facts: Facts) -> list[str]:
    model, sizes = facts.manifest["model"], facts.described["bytes"]
    lines = [
        "",
        f"- bundle: {facts.described['sha256']} (SHA-256 of manifest.json), "
        f"{size(sum(sizes.values()))} in {len(sizes)} files, {facts.described['weights']} weights",
        f"- generator: {model['layers']} layers of {model['dimension']}, {model['heads']} heads, "
        f"residual {model['residual']}, history {model['max_history']}",
    ]
    parity = facts.described["parity"]
    if parity is not None:
        lines.append(
            f"- export against the trained networks: overlap of the first {parity['count']} "
            f"{parity['overlap']:.3f} (worst {parity['worst_overlap']:.2f}), codes equal for "
            f"{100 * parity['codes']:.1f} % of items"
        )
    training = (facts.blend or {}).get("training")
    if training:
        lines.append(
            f"- epochs: {training['best_epoch']} of {len(training['epochs'])}, by validation"
        )
    settings = dict(settings_of(facts))
    known = [f"{key} {settings[key]}" for key in SHOWN_SETTINGS if key in settings]
    if known:
        lines.append(f"- settings: {', '.join(known)}; all of them are in report.html")
    for name, meta in facts.stages.items():
        peak = meta.get("peak_mb")
        held = "" if peak is None else f", at most {count(peak)} MB"
        lines.append(f"- {name}: {duration(float(meta.get('seconds') or 0))}{held}")
    return lines
