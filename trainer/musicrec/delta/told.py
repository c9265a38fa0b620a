"""What a shop says of its items: new ones, changed columns, ids that go, each row with its place.

Every error names file and line. The rules of a column's value are those of a page's calls.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import BOOLEANS, is_number
from musicrec.data.prices import choose_decimal, parse_price
from musicrec.data.schema import ITEM_COLUMNS, NO_VALUE, REASONS
from musicrec.data.tables import known_alias, read_table, read_text
from musicrec.errors import MusicRecError

FORBIDDEN = ("score", "__proto__")
REMOTE = ("https://", "http://")

TABLES = (".csv", ".tsv")
"""A file of another name holds a JSON object a line."""
MENDED = {
    "title": "write text",
    "available": "write true or false",
    "price": "write a number ≥ 0 such as 12.9, or a text such as 12,90 €",
}

Float32 = NDArray[np.float32]
Cell = str | int | float | bool | None
Kinds = Mapping[str, str]
"""Of the bundle's columns: "text", "category", "number" or "boolean"."""
Row = tuple[str, dict[str, Any]]
"""A place and the values that are told there."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row about an item: where it stands, its id, its columns."""

    where: str
    id: str
    columns: dict[str, Cell]


@dataclass(frozen=True, kw_only=True)
class ToldItem(Told):
    """A new item: whitened features by modality, where it brings some, or a picture's file."""

    features: dict[str, Float32]
    picture: Path | None


def read_new_items(path: Path, widths: Mapping[str, int], kinds: Kinds) -> list[ToldItem]:
    """The rows of a JSONL or CSV file; `widths` of features, `kinds` of the bundle's columns.

    Raises FILE_MISSING, ITEM_INVALID, and what a table that cannot be read raises.
    """
    rows = _rows(path, kinds, required=("id", "title"))
    return [_new_item(where, row, path.parent, widths) for where, row in rows]


def read_changes(path: Path, kinds: Kinds) -> list[Told]:
    """The rows of a JSONL or CSV file: an id, and columns as they are now.

    Of a CSV's cells those that are filled. Raises as `read_new_items` does.
    """
    return [
        Told(where=where, id=_id(where, row), columns=_columns(where, row))
        for where, row in _rows(path, kinds, required=("id",))
    ]


def read_ids(path: Path) -> list[Told]:
    """The lines of a text file, an id each."""
    lines = [line.strip() for line in _text(path).splitlines()]
    return [
        Told(where=f"{path.name}:{number}", id=line, columns={})
        for number, line in enumerate(lines, start=1)
        if line
    ]


def _text(path: Path) -> str:
    if not path.is_file():
        raise _missing(path)
    return read_text(path)


def _rows(path: Path, kinds: Kinds, *, required: tuple[str, ...]) -> list[Row]:
    table = path.suffix in TABLES
    rows = _table_rows(path, kinds, required) if table else _json_rows(path)
    _read_prices(rows)
    return rows


def _json_rows(path: Path) -> list[Row]:
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise _invalid(where, "is not a JSON object", 'write one a line: {"id": …, "title": …}')
        rows.append((where, row))
    return rows


def _table_rows(path: Path, kinds: Kinds, required: tuple[str, ...]) -> list[Row]:
    if not path.is_file():
        raise _missing(path)
    table = read_table(path, known=ITEM_COLUMNS, required=required)
    for row in table.broken:
        reason = REASONS[row.reason]
        raise _invalid(f"{path.name}:{row.line}", f"has {reason.text}", reason.fix)
    others = [name for name in table.columns if name not in ITEM_COLUMNS and name not in kinds]
    for name in ITEM_COLUMNS:
        other = None if name in table.columns else known_alias(name, others)
        if other:
            what = f'has the column "{other}", which the bundle has not'
            raise _invalid(f"{path.name}:1", what, f'rename it to "{name}"')
    return [
        (
            table.where(row),
            {
                name: _cell(text.strip(), "boolean" if name == "available" else kinds.get(name))
                for name, text in table.row(row).items()
                if text.strip()
            },
        )
        for row in range(len(table))
    ]


def _cell(text: str, kind: str | None) -> Cell:
    """A text as a value of its column in the bundle; as it is where it cannot be one."""
    if kind == "boolean":
        return BOOLEANS.get(text.lower(), text)
    return float(text) if kind == "number" and is_number(text) else text


def _read_prices(rows: list[Row]) -> None:
    """Prices that are texts become numbers, as the shop's own tables are read."""
    texts = [row["price"] for _, row in rows if isinstance(row.get("price"), str)]
    decimal, unclear = choose_decimal(texts)
    for where, row in rows:
        text = row.get("price")
        if not isinstance(text, str):
            continue
        if text in unclear:
            shown = json.dumps(text, ensure_ascii=False)
            mend = "write it with two decimals, or as a number"
            raise _invalid(where, f"has price {shown}, whose sign may be either", mend)
        if text.strip().lower() in NO_VALUE:
            row["price"] = None
        elif (price := parse_price(text, decimal)) is not None:
            row["price"] = price


def _new_item(where: str, row: dict[str, Any], folder: Path, widths: Mapping[str, int]) -> ToldItem:
    features = _features(where, row.pop("features", None), widths)
    picture = None
    image = row.get("image")
    if isinstance(image, str) and image and not image.startswith(REMOTE):
        # A file of this disk is no address of a page.
        del row["image"]
        picture = folder / image
        if not picture.is_file():
            raise _invalid(where, f"names the picture {image}, which is not there", "mend its path")
    item = ToldItem(
        where=where,
        id=_id(where, row),
        columns=_columns(where, {"title": "", **row}),
        features=features,
        picture=picture,
    )
    title = str(item.columns["title"])
    if not features and picture is None and not _says(title):
        raise _invalid(where, f'has the title "{title}", without a letter or digit', "give it one")
    return item


def _says(title: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in title)


def _id(where: str, row: Mapping[str, Any]) -> str:
    own = row.get("id")
    if not isinstance(own, str) or not own:
        raise _invalid(where, f"has the id {json.dumps(own)}", "give every item an id, as text")
    return own


def _columns(where: str, row: Mapping[str, Any]) -> dict[str, Cell]:
    columns: dict[str, Cell] = {}
    for name, value in row.items():
        if name == "id":
            continue
        if name in FORBIDDEN:
            raise _invalid(where, f"has a column {name}", "give it another name")
        number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = value is None or isinstance(value, str | bool) or (number and math.isfinite(value))
        if name == "title":
            fits = isinstance(value, str)
        if name == "available":
            fits = isinstance(value, bool)
        if name == "price":
            fits = value is None or (number and math.isfinite(value) and value >= 0)
        if not fits:
            shown = json.dumps(value, ensure_ascii=False)[:60]
            mend = MENDED.get(name, "write text, a finite number, true, false or null")
            raise _invalid(where, f"has {name} {shown}", mend)
        columns[name] = value
    return columns


def _features(where: str, given: Any, widths: Mapping[str, int]) -> dict[str, Float32]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not given or not set(given) <= set(widths):
        raise _invalid(where, "has features of another form", "write { text?, image? } of numbers")
    features = {}
    for modality, values in given.items():
        width = widths[modality]
        array = np.array(values, dtype=object)
        numbers = array.shape == (width,) and all(
            isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            for value in values
        )
        if not numbers:
            raise _invalid(
                where, f"has features.{modality} of another form", f"write {width} numbers"
            )
        features[modality] = np.array(values, np.float32)
    return features


def _missing(path: Path) -> MusicRecError:
    return MusicRecError("FILE_MISSING", f"There is no {path}. Give the file's path.")


def _invalid(where: str, what: str, mend: str) -> MusicRecError:
    return MusicRecError("ITEM_INVALID", f"{where} {what}: {mend}.", {"where": where})
