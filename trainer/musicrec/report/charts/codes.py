"""The map of the level-1 codes: a dot each, its area the number of items."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from musicrec.report.charts.frame import WIDTH, Scale, picture
from musicrec.report.codebook import Code
from musicrec.report.markup import Markup, tag

MAP_HEIGHT = 300.0
MARGIN = 20.0
LARGEST = 15.0
COLOURS = 6
"""Labels with a colour of their own; the rest share one, series 7."""


def coloured(codes: Sequence[Code]) -> dict[str, int]:
    """Label → series 1 … COLOURS, of the labels with the most items."""
    items: Counter[str] = Counter()
    for code in codes:
        if code.label:
            items[code.label] += code.items
    ordered = sorted(items, key=lambda label: (-items[label], label))
    return {label: series for series, label in enumerate(ordered[:COLOURS], 1)}


def codes_map(label: str, codes: Sequence[Code], colour: dict[str, int]) -> Markup:
    """Larger dots lie below smaller ones."""
    xs, ys = [code.x for code in codes], [code.y for code in codes]
    across = Scale(low=min(xs), high=max(xs), start=MARGIN, end=WIDTH - MARGIN)
    up = Scale(low=min(ys), high=max(ys), start=MAP_HEIGHT - MARGIN, end=MARGIN)
    most = max(code.items for code in codes)
    # Many codes need smaller dots: together they cover about as much as few.
    largest = min(LARGEST, LARGEST * math.sqrt(48 / len(codes)))
    dots = []
    for code in sorted(codes, key=lambda code: -code.items):
        said = f"code {code.code}: {code.items:,} items"
        if code.label:
            said += f", {100 * code.share:.0f} % {code.label}"
        dots.append(
            tag(
                "circle",
                tag("title", said),
                class_=f"code c{colour.get(code.label, COLOURS + 1)}",
                cx=across.at(code.x),
                cy=up.at(code.y),
                r=round(max(1.5, largest * math.sqrt(code.items / most)), 1),
            )
        )
    return picture(label, *dots, height=MAP_HEIGHT, class_="chart map")
