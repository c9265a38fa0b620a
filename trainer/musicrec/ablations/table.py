"""The ledger's latest set of runs as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from musicrec.ablations.arms import ARMS, REFERENCE
from musicrec.ablations.ledger import BEAMS, RUN, Entry, latest_set
from musicrec.ablations.summary import Mean, by_seed, difference, mean_of

MODEL = "MusicRec"
SHOWN = ("ndcg@10", "recall@10")
NAMES = {"ndcg@10": "NDCG@10", "recall@10": "Recall@10"}
HISTORY = {"next": "history left in", "next_new": "history excluded"}
"""What a benchmark's tasks are called in its literature."""


def markdown(entries: Sequence[Entry]) -> str:
    """Tables of the latest settings, data and code; what is of others is only counted."""
    latest = latest_set(entries)
    runs = [entry for entry in latest if entry.what == RUN]
    if not runs:
        return "The ledger holds no run.\n"
    arms = [arm for arm in ARMS if any(entry.key.arm == arm for entry in runs)]
    first = runs[-1]
    seconds = [sum(value or 0 for value in run.values["seconds"].values()) for run in runs]
    lines = [
        f"# Ablations: {first.values['name']}",
        "",
        f"{first.values['health']['items']:,} items; {len(runs)} runs of {len(arms)} arms, "
        f"{np.mean(seconds):.0f} s each (threads {_all(runs, 'threads')}). Settings "
        f"{first.key.settings}, data {first.key.data}, code {first.key.code}.",
        "",
        "Mean ± half of a 95 % interval over seeds (Student's t; training anew, not other users); "
        f"differences to {REFERENCE} are paired by seed. Weights of every inference arm were "
        "chosen on validation.",
    ]
    left = sum(entry.what == RUN for entry in entries) - len(runs)
    if left:
        lines += ["", f"{left} runs of other settings, data or code, or older, are left out."]
    for task in first.values["metrics"]:
        name = HISTORY[task] if first.values["leave_one_out"] and task in HISTORY else task
        count = first.values["metrics"][task]["cases"]
        lines += ["", f"## {name[0].upper()}{name[1:]} ({count:,} cases)"]
        for column in SHOWN:
            lines += ["", *_task_table(runs, arms, task, column)]
    lines += ["", "## Semantic IDs", "", *_health_table(runs, arms)]
    beams = [entry for entry in latest if entry.what == BEAMS]
    if beams:
        lines += ["", "## Beam width", *_beam_tables(beams, arms)]
    return "\n".join(lines) + "\n"


def _all(runs: Sequence[Entry], name: str) -> str:
    return ", ".join(sorted({str(run.values[name]) for run in runs}))


def _cell(mean: Mean | None, *, signed: bool = False) -> str:
    if mean is None:
        return "–"
    text = f"{mean.value:+.4f}" if signed else f"{mean.value:.4f}"
    return text if mean.half is None else f"{text} ± {mean.half:.4f}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _head(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|" + "---|" * len(cells)]


def _task_table(runs: Sequence[Entry], arms: Sequence[str], task: str, column: str) -> list[str]:
    """Rows: arms of the tokenizer; columns: the model and its inference arms."""
    scorers = list(runs[-1].values["metrics"][task]["scorers"])
    lines = _head(
        [
            f"{NAMES[column]}, arm",
            "seeds",
            MODEL,
            f"− {REFERENCE}",
            *(name.removeprefix(f"{MODEL}, ") for name in scorers if name != MODEL),
        ]
    )
    reference = by_seed(runs, REFERENCE, task, MODEL, column)
    for arm in arms:
        values = {name: by_seed(runs, arm, task, name, column) for name in scorers}
        whole = values.pop(MODEL, {})
        apart = None if arm == REFERENCE else difference(whole, reference)
        lines.append(
            _row(
                [
                    arm.replace("_", " "),
                    str(len(whole)),
                    _cell(mean_of(list(whole.values()))),
                    _cell(apart, signed=True),
                    *(_cell(mean_of(list(some.values()))) for some in values.values()),
                ]
            )
        )
    return lines


def _health_table(runs: Sequence[Entry], arms: Sequence[str]) -> list[str]:
    lines = _head(
        [
            "arm",
            "codes used by level, %",
            "perplexity by level",
            "items that shared an ID before assignment",
            "moved",
            "unique prefixes by level",
        ]
    )
    for arm in arms:
        health = [run.values["health"] for run in runs if run.key.arm == arm]

        def means(name: str, health: list[dict[str, Any]] = health) -> list[float]:
            return [float(v) for v in np.atleast_1d(np.mean([h[name] for h in health], axis=0))]

        lines.append(
            _row(
                [
                    arm.replace("_", " "),
                    _levels([100 * value for value in means("usage")]),
                    _levels(means("perplexity")),
                    _levels(means("collisions_before")),
                    _levels(means("moved")),
                    _levels(means("prefixes")),
                ]
            )
        )
    return lines


def _levels(values: Sequence[float]) -> str:
    return " / ".join(f"{value:,.0f}" for value in values)


def _beam_tables(beams: Sequence[Entry], arms: Sequence[str]) -> list[str]:
    """NDCG@10 of the whole model and of the beam alone, by width."""
    lines: list[str] = []
    widths = sorted({int(width) for entry in beams for width in entry.values["widths"]})
    tasks = list(beams[-1].values["metrics"])
    for task in tasks:
        lines += ["", *_head([f"NDCG@10, {task}", *map(str, widths)])]
        names = list(next(iter(beams[-1].values["metrics"][task].values())))
        for arm in arms:
            for name in names:
                cells = []
                for width in widths:
                    values = [
                        float(entry.values["metrics"][task][str(width)][name]["ndcg@10"])
                        for entry in beams
                        if entry.key.arm == arm and str(width) in entry.values["metrics"][task]
                    ]
                    cells.append(_cell(mean_of(values)))
                if any(cell != "–" for cell in cells):
                    lines.append(_row([f"{arm.replace('_', ' ')}, {name}", *cells]))
    return lines
