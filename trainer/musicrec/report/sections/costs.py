"""What the bundle cost to make and what it weighs, and how true the export is."""

from __future__ import annotations

from musicrec.report.charts.bars import bar
from musicrec.report.facts import Facts
from musicrec.report.figures import NONE, count, duration, size
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import facts_list, missing, section, table


def costs(facts: Facts) -> Markup:
    """Stages, files, parity."""
    return section(
        "costs",
        "What it costs",
        tag(
            "div",
            tag("div", _stages(facts), *_parity(facts), class_="stack"),
            _files(facts),
            class_="pair",
        ),
    )


def _stages(facts: Facts) -> Markup:
    if not facts.stages:
        return missing("Wall times are not known: no working folder.")
    seconds = {name: float(meta.get("seconds") or 0) for name, meta in facts.stages.items()}
    longest = max(seconds.values()) or 1.0
    rows = []
    for name, taken in seconds.items():
        peak = facts.stages[name].get("peak_mb")
        said = f"{name}: {duration(taken)}"
        rows.append(
            [
                name,
                bar(said, taken / longest),
                duration(taken),
                NONE if peak is None else f"{count(peak)} MB",
            ]
        )
    total = duration(sum(seconds.values()))
    rows.append(["all", tag("span"), total, ""])
    return table("Stages", ["stage", "", "wall time", "peak memory"], rows, texts=2)


def _files(facts: Facts) -> Markup:
    sizes: dict[str, int] = facts.described["bytes"]
    largest = max(sizes.values())
    rows = [
        [name, bar(f"{name}: {size(amount)}", amount / largest), size(amount)]
        for name, amount in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rows.append(["all", tag("span"), size(sum(sizes.values()))])
    return table("Files of the bundle, uncompressed", ["file", "", "size"], rows, texts=2)


def _parity(facts: Facts) -> list[Markup]:
    title = tag("h3", "The export against the trained networks")
    parity = facts.described["parity"]
    if parity is None:
        return [title, missing("The bundle carries no parity figures.")]
    figures = facts_list(
        [
            (f"overlap of the first {parity['count']}, mean", f"{parity['overlap']:.4f}"),
            ("… in the worst case", f"{parity['worst_overlap']:.4f}"),
            ("level-1 log P off by at most", f"{parity['level_1_error']:.4f}"),
            ("items with equal codes", f"{100 * parity['codes']:.1f} %"),
            ("made-up histories", count(parity["cases"])),
            ("weights", str(facts.described["weights"])),
        ]
    )
    return [title, figures]
