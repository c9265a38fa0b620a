"""Parts of a whole as one bar each row, for a row of a table."""

from __future__ import annotations

from musicrec.report.markup import Markup, tag


def bar(said: str, share: float, *, series: int = 1) -> Markup:
    """A bar of `share`, 0 … 1, of the width it is given."""
    width = f"{100 * min(max(share, 0.0), 1.0):.2f}%"
    return tag(
        "svg",
        tag("title", said),
        tag("rect", class_="rail", x=0, y=6, width="100%", height=8, rx=4),
        tag("rect", class_=f"fill s{series}", x=0, y=6, width=width, height=8, rx=4),
        role="img",
        aria_label=said,
        class_="span",
    )
