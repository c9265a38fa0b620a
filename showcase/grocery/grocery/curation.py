"""The curation: the hand-made tables that turn the log's jargon into a shopper's words.

Reads and checks `curation/products.csv` (one row per category and type) and
`curation/categories.csv` (one row per category). It holds the words, not the rules for counting.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "curation"

AISLES = (
    "Fruit & vegetables", "Dairy & eggs", "Bakery", "Meat & fish", "Deli & ready meals", "Frozen",
    "Pantry", "Breakfast", "Snacks & sweets", "Drinks", "Baby", "Pets", "Household",
    "Health & beauty", "Home & seasonal", "Flowers & garden",
)  # fmt: skip
PACKAGES = (
    "milk-carton", "jug", "soda-bottle", "bottle", "can", "drink-can", "multipack", "jar", "box",
    "flat-box", "bag", "coffee-bag", "pouch", "sachet", "loaf-bag", "tray", "clamshell", "tub",
    "cup", "egg-box", "tube", "pump", "spray-bottle", "aerosol", "squeeze-bottle", "pill-bottle",
    "stick", "canister", "rolls", "bar", "crate", "net", "bunch", "pot", "sack", "card", "wrap",
    "plain",
)  # fmt: skip
SEE_THROUGH = (
    "jug", "soda-bottle", "bottle", "jar", "squeeze-bottle", "pump", "spray-bottle",
)  # fmt: skip
DROPPED = ("tobacco", "alcohol", "intimate", "not-goods", "press", "hazard")
COLUMNS = ("category", "type", "keep", "aisle", "name", "icon", "package", "content")
LONGEST_NAME = 34

_NAME = re.compile(r"[A-Z][A-Za-z0-9 ,&'%-]*")
_ICON = re.compile(r"(own:)?[a-z0-9]+(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class CurationError(Exception):
    """A curated table breaks its own rules; the message lists where."""


@dataclass(frozen=True)
class Good:
    """What the shop calls one (category, type) of the log, or why it never sells it."""

    category: str
    type: str
    keep: str
    aisle: str
    name: str
    icon: str
    package: str
    content: str

    @property
    def kept(self) -> bool:
        """Whether the shop sells it."""
        return self.keep == "yes"


@dataclass(frozen=True)
class Curation:
    """Both tables: goods by (category, type), and the shopper's name of a category."""

    goods: dict[tuple[str, str], Good]
    categories: dict[str, str]


def read_curation(folder: Path = HERE) -> Curation:
    """Reads both tables and refuses them, with every fault listed, where a rule is broken."""
    goods = [Good(*row) for row in _rows(folder / "products.csv", COLUMNS)]
    categories = {
        category: name for category, name in _rows(folder / "categories.csv", ("category", "name"))
    }
    found = faults(goods, categories)
    if found:
        raise CurationError("\n".join(found))
    return Curation({(good.category, good.type): good for good in goods}, categories)


def faults(goods: Iterable[Good], categories: dict[str, str]) -> list[str]:
    """Every broken rule of the tables, one line each."""
    goods = list(goods)
    lines = [f"{good.category} / {good.type}: {fault}" for good in goods for fault in _of(good)]
    pairs = Counter((good.category, good.type) for good in goods)
    lines += [f"{c} / {t}: written {n} times" for (c, t), n in sorted(pairs.items()) if n > 1]
    names = Counter(good.name.lower() for good in goods if good.kept)
    lines += [f"the name {name!r} is given {n} times" for name, n in sorted(names.items()) if n > 1]
    wanted = {good.category for good in goods if good.kept}
    lines += [f"{c}: no shopper's category name" for c in sorted(wanted - set(categories))]
    lines += [f"category {c}: {fault}" for c, n in sorted(categories.items()) for fault in _word(n)]
    return lines


def _of(good: Good) -> list[str]:
    if not good.kept:
        rest = (good.aisle, good.name, good.icon, good.package, good.content)
        return ([] if good.keep in DROPPED else [f"keep is {good.keep!r}"]) + (
            ["a dropped row says more than why"] if any(rest) else []
        )
    lines = _word(good.name)
    if good.aisle not in AISLES:
        lines.append(f"aisle {good.aisle!r}")
    if good.package not in PACKAGES:
        lines.append(f"package {good.package!r}")
    if not _ICON.fullmatch(good.icon):
        lines.append(f"icon {good.icon!r}")
    if good.content and not (_COLOUR.fullmatch(good.content) and good.package in SEE_THROUGH):
        lines.append(f"content {good.content!r} in a {good.package}")
    return lines


def _word(name: str) -> list[str]:
    """What a shelf label may not be: long, shouting, abbreviated, oddly spelled."""
    lines = []
    if not _NAME.fullmatch(name):
        lines.append(f"name {name!r} has other characters, or no capital first")
    if len(name) > LONGEST_NAME:
        lines.append(f"name {name!r} is {len(name)} long")
    if "  " in name or name != name.strip():
        lines.append(f"name {name!r} has stray blanks")
    return lines


def _rows(path: Path, header: tuple[str, ...]) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or tuple(rows[0]) != header:
        raise CurationError(f"{path.name}: the header must be {','.join(header)}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise CurationError(f"{path.name}:{number}: {len(row)} columns, not {len(header)}")
    return rows[1:]
