"""`contract/golden/delta.json`: what is said of two committed bundles, and the delta it makes.

`python -m tests.delta.delta_golden` writes the file, after an export of either bundle too;
test_golden.py compares it, and so does the page with what its own calls give.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from musicrec import seeds
from musicrec.delta.add import Said, add_to
from musicrec.delta.file import FORMAT
from musicrec.delta.known import KnownShop
from musicrec.delta.told import read_changes, read_ids, read_new_items
from musicrec.features.store import MODALITIES
from musicrec.features.whitening import SCALE

REPOSITORY = Path(__file__).parents[3]
GOLDEN = REPOSITORY / "contract/golden/delta.json"
LIKE = ("milk-02", "milk-02", "bread-01", "apples-00", "cheese-03", "pasta-05")
"""Items of the fixture that new ones are nearly the same as."""
NOISE = 12


def made_up() -> dict[str, Any]:
    """By bundle: rows of the three files, the delta, and what the command answers."""
    return {name: _case(name, rows) for name, rows in (("fixture", _nearly()), ("grocery", TITLES))}


TITLES: dict[str, list[Any]] = {
    "items": [
        {"id": "oat-barista", "title": "Barista oat milk", "price": 3.49},
        {"id": "corn-lime", "title": "Corn tortillas with lime", "available": False},
        {"id": "crackers", "title": "Rosemary sourdough crackers", "brand": "Crème & Co."},
        {"id": "chips", "title": "Tortilla chips", "description": "Blue corn, sea salt. 12 oz."},
    ],
    "remove": ["ground-beef"],
    "update": [{"id": "oat-barista", "price": 2.99}],
}


def _nearly() -> dict[str, list[Any]]:
    shop = KnownShop.read(REPOSITORY / "models/fixture")
    rng = seeds.generator(3, "delta golden")
    rows = []
    for number, like in enumerate(LIKE):
        item = shop.items.ids.index(like)
        features = {}
        for column, modality in enumerate(MODALITIES):
            has = shop.features.present[item]
            # Some lack one that they could have.
            if not has[column] or (has.all() and number % 3 == column + 1):
                continue
            stored = getattr(shop.features, modality)[item].astype(np.int64)
            steps = np.clip(stored + rng.integers(-NOISE, NOISE + 1, len(stored)), -127, 127)
            features[modality] = np.round(steps * SCALE, 4).tolist()
        title = f"Nearly {shop.items.texts('title')[item]}"
        rows.append({"id": f"new {number}", "title": title, "type": "new", "features": features})
    # The id of one that goes.
    rows[-1]["id"] = "milk-05"
    return {
        "items": rows,
        "remove": ["milk-05", "bread-03"],
        "update": [{"id": "milk-00", "price": 1.5}, {"id": "new 0", "available": False}],
    }


def _case(name: str, rows: dict[str, list[Any]]) -> dict[str, Any]:
    shop = KnownShop.read(REPOSITORY / "models" / name)
    with tempfile.TemporaryDirectory() as folder:
        items, gone, update = (Path(folder) / file for file in ("new.jsonl", "ids.txt", "up.jsonl"))
        items.write_text("\n".join(map(json.dumps, rows["items"])), encoding="utf-8")
        gone.write_text("\n".join(rows["remove"]), encoding="utf-8")
        update.write_text("\n".join(map(json.dumps, rows["update"])), encoding="utf-8")
        said = Said(
            removed=read_ids(gone),
            added=read_new_items(items, shop.widths, shop.kinds),
            changed=read_changes(update, shop.kinds),
        )
        answer = add_to([], said, shop, None)
    return {
        **rows,
        "delta": {"format": FORMAT, "items": answer.items},
        "answers": answer.added,
    }


if __name__ == "__main__":
    text = json.dumps(made_up(), ensure_ascii=False, separators=(",", ":"))
    GOLDEN.write_text(text + "\n", encoding="utf-8")
