"""The bundle's item table: typed columns, row = item index. See docs/bundle-format.md."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.check import Items
from musicrec.errors import MusicRecError

TEXT = frozenset({"id", "title", "description", "image", "link"})
CATEGORY = frozenset({"category", "type", "brand"})
BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class ItemTable:
    """Columns as in items.json: `{ "kind": …, "values" | "names", "codes" }` by name."""

    columns: dict[str, dict[str, Any]]

    def __len__(self) -> int:
        return len(self.columns["id"]["values"])

    @property
    def ids(self) -> list[str]:
        """The shop's item IDs."""
        return list(self.columns["id"]["values"])

    def texts(self, name: str) -> list[str]:
        """A column as texts, "" where missing or where there is no such column."""
        column = self.columns.get(name)
        if column is None:
            return [""] * len(self)
        if column["kind"] == "category":
            names = column["names"]
            return [names[code] if code >= 0 else "" for code in column["codes"]]
        return ["" if value is None else str(value) for value in column["values"]]

    def codes(self, name: str) -> NDArray[np.int32]:
        """(N) codes of a category column; all −1 where there is no such column."""
        column = self.columns.get(name)
        if column is None or column["kind"] != "category":
            return np.full(len(self), -1, dtype=np.int32)
        return np.array(column["codes"], dtype=np.int32)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """(N) values of a number column, NaN where missing."""
        column = self.columns.get(name)
        if column is None or column["kind"] != "number":
            return np.full(len(self), np.nan)
        return np.array([math.nan if v is None else v for v in column["values"]], dtype=np.float64)


def _category(values: list[str]) -> dict[str, Any]:
    names = sorted(set(values) - {""})
    code = {name: number for number, name in enumerate(names)}
    return {"kind": "category", "names": names, "codes": [code.get(value, -1) for value in values]}


def _number(values: list[float]) -> dict[str, Any]:
    plain = [None if not math.isfinite(v) else int(v) if v == int(v) else v for v in values]
    return {"kind": "number", "values": plain}


def is_number(text: str) -> bool:
    """Whether a text is a finite number; "00123" is a code, and none."""
    if len(text) > 1 and text[0] == "0" and text[1] != ".":
        return False
    try:
        return math.isfinite(float(text)) and text.strip("+-.0123456789eE") == ""
    except ValueError:
        return False


def column_of(name: str, values: list[str]) -> dict[str, Any]:
    """The typed column of texts: known names have a fixed kind, others the narrowest that fits."""
    present = {value for value in values if value}
    if name in TEXT:
        return {"kind": "text", "values": values}
    if name in CATEGORY:
        return _category(values)
    lowered = {value.lower() for value in present}
    if present and "" not in values and lowered <= set(BOOLEANS):
        return {"kind": "boolean", "values": [BOOLEANS[value.lower()] for value in values]}
    if present and all(is_number(value) for value in present):
        return _number([float(value) if value else math.nan for value in values])
    if len(present) <= max(1, len(values) // 4):
        return _category(values)
    return {"kind": "text", "values": values}


def build_item_table(items: Items) -> ItemTable:
    """The table of checked items; `price` only where some item has one."""
    columns: dict[str, dict[str, Any]] = {"id": {"kind": "text", "values": items.ids}}
    for name, values in items.columns.items():
        if any(values):
            columns[name] = column_of(name, values)
    if np.isfinite(items.price).any():
        columns["price"] = _number([float(value) for value in items.price])
    return ItemTable(columns)


def save_items(table: ItemTable, folder: Path) -> None:
    """Write items.json."""
    text = json.dumps({"columns": table.columns}, ensure_ascii=False, separators=(",", ":"))
    (folder / "items.json").write_text(text, encoding="utf-8")


def load_items(folder: Path) -> ItemTable:
    """Read what `save_items` wrote; raises STAGE_INPUT_MISSING."""
    path = folder / "items.json"
    try:
        return ItemTable(json.loads(path.read_text(encoding="utf-8"))["columns"])
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING", f"{path} is missing. Run: musicrec train --from prepare …"
        ) from error
