"""HTML and SVG as text: a tag escapes whatever is not markup already.

Not a template engine. Text of a catalogue can only become text, for it is a plain `str`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

Attribute = str | int | float | bool | None


class Markup(str):
    """Text that is markup already; only `tag` and `join` make it."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element. `class_` is class, `stroke_width` stroke-width; None and False are left out."""
    parts = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        written = key.rstrip("_").replace("_", "-")
        parts.append(f' {written}="{html.escape(shown)}"' if value is not True else f" {written}")
    start = f"<{name}{''.join(parts)}>"
    if name in ("meta", "col"):
        return Markup(start)
    return Markup(f"{start}{join(children)}</{name}>")


def join(children: Iterable[str], between: str = "") -> Markup:
    """Children one after the other, escaped where they are plain text."""
    return Markup(html.escape(between).join(_escaped(child) for child in children))


def _escaped(child: str) -> str:
    return child if isinstance(child, Markup) else html.escape(child)
