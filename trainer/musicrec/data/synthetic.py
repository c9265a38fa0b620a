"""A tiny made-up shop with structure to learn, for tests and first steps; not for measuring.

12 types in 4 categories; six themes join types across categories (taco night: tortillas, beans,
cheese …), a user prefers two of them and has favourites among their items. So co-purchase, text,
repetition and user taste all say something, and a model that learns nothing is visibly worse.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musicrec.seeds import generator

TYPES: dict[str, str] = {
    "tortillas": "bakery",
    "bread": "bakery",
    "cake mix": "bakery",
    "cheese": "dairy",
    "milk": "dairy",
    "butter": "dairy",
    "beans": "pantry",
    "pasta": "pantry",
    "pasta sauce": "pantry",
    "apples": "produce",
    "salad": "produce",
    "tomatoes": "produce",
}
THEMES: tuple[tuple[str, ...], ...] = (
    ("tortillas", "beans", "cheese", "tomatoes"),
    ("pasta", "pasta sauce", "cheese", "salad"),
    ("cake mix", "butter", "milk"),
    ("bread", "butter", "cheese", "apples"),
    ("salad", "tomatoes", "bread"),
    ("apples", "milk", "cake mix"),
)
STYLES = ("classic", "organic", "large", "mild", "smoked", "light", "spicy", "family")
BRANDS = ("Northfield", "Casa Luna", "Everyday", "Mill & Oak")
START = dt.datetime(2024, 1, 8, tzinfo=dt.UTC)
DAYS = 360
VALIDATION_DAY, TEST_DAY = 290, 325


@dataclass(frozen=True, kw_only=True)
class SyntheticShop:
    """How large the shop is; the defaults pass the data floor."""

    items_per_type: int = 8
    users: int = 80
    min_visits: int = 10
    max_visits: int = 14
    seed: int = 7
    pictures: bool = False


def write_synthetic_shop(folder: Path, shop: SyntheticShop | None = None) -> Path:
    """Write items.csv, events.csv, shop.yaml (and pictures/) into `folder`; returns it.

    The same settings give the same bytes.
    """
    shop = shop or SyntheticShop()
    folder.mkdir(parents=True, exist_ok=True)
    items = _items(shop)
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(items[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(items)
    with (folder / "events.csv").open("w", newline="", encoding="utf-8") as file:
        events = csv.writer(file, lineterminator="\n")
        events.writerow(["user", "item", "at"])
        events.writerows(_events(shop, items))
    validation = (START + dt.timedelta(days=VALIDATION_DAY)).date()
    test = (START + dt.timedelta(days=TEST_DAY)).date()
    (folder / "shop.yaml").write_text(
        f"name: Corner shop\ncurrency: EUR\nvalidation_from: {validation}\ntest_from: {test}\n"
        "licences:\n  - { what: items and events, licence: CC0-1.0, notice: made up }\n",
        encoding="utf-8",
    )
    if shop.pictures:
        _draw(folder, items)
    return folder


def _items(shop: SyntheticShop) -> list[dict[str, str]]:
    rng = generator(shop.seed, "items")
    items = []
    for number, (kind, category) in enumerate(TYPES.items()):
        for row in range(shop.items_per_type):
            brand = BRANDS[int(rng.integers(len(BRANDS)))]
            style = STYLES[row % len(STYLES)] + (f" {row}" if row >= len(STYLES) else "")
            identifier = f"{kind.replace(' ', '-')}-{row:02d}"
            items.append(
                {
                    "id": identifier,
                    "title": f"{style.capitalize()} {kind}",
                    "description": f"{brand} {kind}, {style}, from the {category} shelf",
                    "category": category,
                    "type": kind,
                    "brand": brand,
                    "price": f"{0.99 + 0.5 * number + 0.25 * row:.2f}",
                    "image": f"pictures/{identifier}.png" if shop.pictures else "",
                    "link": f"https://shop.example/{identifier}",
                }
            )
    return items


def _events(shop: SyntheticShop, items: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    rng = generator(shop.seed, "events")
    of_type: dict[str, list[str]] = {}
    for item in items:
        of_type.setdefault(item["type"], []).append(item["id"])
    rows: list[tuple[str, str, str]] = []
    for user in range(shop.users):
        themes = rng.choice(len(THEMES), size=2, replace=False)
        favourite = {kind: str(rng.choice(ids)) for kind, ids in of_type.items()}
        count = int(rng.integers(shop.min_visits, shop.max_visits + 1))
        days = np.sort(rng.choice(DAYS, size=count, replace=False))
        for day in days:
            moment = START + dt.timedelta(days=int(day), minutes=int(rng.integers(8 * 60, 20 * 60)))
            basket: set[str] = set()
            for theme in themes if rng.random() < 0.6 else themes[:1]:
                for kind in THEMES[int(theme)]:
                    if rng.random() < 0.85:
                        own = rng.random() < 0.6
                        basket.add(favourite[kind] if own else str(rng.choice(of_type[kind])))
            if rng.random() < 0.3:
                basket.add(items[int(rng.integers(len(items)))]["id"])
            basket.add(favourite["milk"])
            # One time a visit; the rows' order inside it says nothing.
            at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            rows.extend((f"u{user:03d}", item, at) for item in sorted(basket))
    rows.sort(key=lambda row: (row[2], row[0], row[1]))
    return rows


def _draw(folder: Path, items: list[dict[str, str]]) -> None:
    from PIL import Image, ImageDraw

    (folder / "pictures").mkdir(exist_ok=True)
    kinds = list(TYPES)
    for item in items:
        kind = kinds.index(item["type"])
        brand = BRANDS.index(item["brand"])
        picture = Image.new("RGB", (64, 64), (235, 235, 230))
        draw = ImageDraw.Draw(picture)
        colour = ((kind * 67) % 256, (kind * 131 + 60) % 256, (brand * 80) % 256)
        box = (8 + kind % 4 * 2, 8 + kind // 4 * 4, 56 - kind % 3 * 4, 58)
        if kind % 2:
            draw.ellipse(box, fill=colour)
        else:
            draw.rectangle(box, fill=colour)
        picture.save(folder / item["image"], optimize=False)
