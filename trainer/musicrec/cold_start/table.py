"""The figures of the protocol as a page of Markdown: a row a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

HEAD = (
    "| way | new items a list | new: R@10 (95 %) | new: NDCG@10 | elsewhere: R@10 | "
    "ratio of R@10 (95 %) | ratio of NDCG@10 (95 %) |\n|---|---|---|---|---|---|---|"
)


def markdown(figures: Mapping[str, Any]) -> str:
    """cold_start.md of cold_start.json."""
    items, users, chosen = figures["items"], figures["users"], figures["chosen"]
    rows = [
        _row("**chosen, decoded**", figures["decoder"]),
        _row("codes alone: no kin, no preference", figures["codes_alone"]),
        *(_row(_label(point, chosen), point) for point in figures["curve"]),
    ]
    return "\n".join(
        [
            f"# New items: {figures['name']}",
            "",
            f"{items['new']:,} of {items['new'] + items['known']:,} items kept from training "
            f"(seed {figures['seed']}) and admitted. Test users whose next item is new: "
            f"{users['new']:,}; others: {users['elsewhere']:,}; history left out of the ranking. "
            "Ratios are to the same model without new items.",
            f"Chosen on validation: level {chosen['level']:g}, factor {chosen['factor']:g}, "
            f"sharpness {chosen['sharpness']:g} "
            f"({chosen['how']}; {len(chosen['tried'])} tried).",
            "",
            HEAD,
            *rows,
            "",
        ]
    )


def _label(point: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    if "slots" in point:
        return f"{point['way']}: {point['slots']} of ten"
    mark = " (chosen)" if point["level"] == chosen["level"] else ""
    return f"{point['way']}: level {point['level']:g}{mark}"


def _row(label: str, point: Mapping[str, Any]) -> str:
    new, elsewhere = point["new"], point["elsewhere"]
    return (
        f"| {label} | {point['new_in_list']:.2f} | {_spread(new['recall@10'])} | "
        f"{new['ndcg@10'][0]:.4f} | {elsewhere['recall@10'][0]:.4f} | "
        f"{_spread(elsewhere['recall@10_ratio'], 3)} | "
        f"{_spread(elsewhere['ndcg@10_ratio'], 3)} |"
    )


def _spread(values: Sequence[float | None], digits: int = 4) -> str:
    value, low, high = (float("nan") if v is None else v for v in values)
    return f"{value:.{digits}f} ({low:.{digits}f} – {high:.{digits}f})"
