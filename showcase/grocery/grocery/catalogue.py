"""The catalogue: frozen items in a shopper's words, ready for `items.csv`.

It names and describes; it counts nothing. Every word comes from the curated tables, the size and
the house brand: no fact is invented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from grocery.curation import Curation
from grocery.universe import Item

HOUSE_BRAND = "Larder"

# First words that keep their capital behind the house brand ("Larder Italian bread").
PROPER = frozenset(
    """Alfredo American Angus Anjou Asian Asian-style Bartlett Bosc Boston Braeburn Christmas
    Cornish Easter English French Fuji Gala Granny Halloween Italian Italian-style Japanese
    Latin-style Mexican Rainier Roma Russet Thai Valentine Valentine's Vienna""".split()
)


class CatalogueError(Exception):
    """Two items would look the same to a shopper."""


@dataclass(frozen=True)
class Row:
    """One row of `items.csv`, every field as it is written."""

    id: str
    title: str
    description: str
    category: str
    type: str
    aisle: str
    brand: str
    size: str
    price: str
    image: str
    icon: str
    package: str
    content: str
    maker: str
    own_label: str


COLUMNS = tuple(field.name for field in fields(Row))


def write_up(items: Sequence[Item], curation: Curation) -> list[Row]:
    """The rows in the order of `items`; refuses two rows of one id or title."""
    rows = [_row(item, curation) for item in items]
    for column, values in (("id", [r.id for r in rows]), ("title", [r.title for r in rows])):
        twice = sorted(value for value, count in Counter(values).items() if count > 1)
        if twice:
            raise CatalogueError(f"{column} given to more than one item: {', '.join(twice)}")
    return rows


def cells(row: Row) -> list[str]:
    """The fields of a row in the order of COLUMNS."""
    return [str(value) for value in astuple(row)]


def slug(text: str) -> str:
    """Lower case, words joined by dashes: "Ground beef, lean" -> "ground-beef-lean"."""
    text = text.lower().replace("&", " and ").replace("%", " percent ").replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def title_of(name: str, size: str, own_label: bool) -> str:
    """The house brand first, the size last: "Larder peanut butter, 18 oz"."""
    if own_label:
        name = f"{HOUSE_BRAND} {_uncapitalised(name)}"
    return f"{name}, {size}" if size else name


def _uncapitalised(name: str) -> str:
    first = name.split(" ")[0].rstrip(",")
    if first in PROPER or (len(first) > 1 and first.upper() == first) or not name[0].isalpha():
        return name
    return name[0].lower() + name[1:]


def _row(item: Item, curation: Curation) -> Row:
    good, size = item.good, item.size_label
    category = curation.categories[good.category]
    id_ = "-".join(
        filter(None, (slug(good.name), "own" if item.own_label else "", size_slug(size)))
    )
    return Row(
        id=id_,
        title=title_of(good.name, size, item.own_label),
        description=_description(item, category),
        category=category,
        type=good.name,
        aisle=good.aisle,
        brand=HOUSE_BRAND if item.own_label else "",
        size=size,
        price=f"{item.price_cents // 100}.{item.price_cents % 100:02d}",
        image=f"pictures/{id_}.png",
        icon=good.icon,
        package=good.package,
        content=good.content,
        maker=str(item.maker),
        own_label="true" if item.own_label else "false",
    )


def size_slug(size: str) -> str:
    """The size within an id: "5-5oz" for "5.5 oz", "6x12oz" for "6 x 12 oz", "half-gal"."""
    text = size.replace("1/2 ", "half ").replace(" x ", "x")
    return slug(re.sub(r"(?<=\d) (?=[a-zA-Z])", "", text))


def _description(item: Item, category: str) -> str:
    """One plain sentence for the text encoder, from the fields alone."""
    good = item.good
    what = f"Own-label {_uncapitalised(good.name)}" if item.own_label else good.name
    size = f", {item.size_label}" if item.size_label else ""
    shelf = "" if category == good.name else f"with {_uncapitalised(category)} "
    return f"{what}{size}, sold {shelf}in the {good.aisle} aisle."
