"""A tiny source of a bundle over the made-up shop, with networks that were never trained.

For tests of the exporter only: every table has the right shape and plausible values, the codes
are what its random tokenizer gives, and the weights are random with a fixed seed.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from musicrec.data.items import column_of
from musicrec.data.synthetic import SyntheticShop, write_synthetic_shop
from musicrec.export.bundle import Bundle, build_bundle
from musicrec.export.source import Features, Source
from musicrec.generator.model import Generator, GeneratorConfig
from musicrec.shop import Licence
from musicrec.tokenizer.assignment import assign_unique
from musicrec.tokenizer.fusion import FusionConfig, FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

HOSTILE = "<img src=x onerror=alert(1)>"
TITLES = {3: HOSTILE, 10: "Crème brûlée 🍮", 20: "Квас домашний", 30: "抹茶ラテ", 40: "שוקולד"}
LEVELS, CODES, NEIGHBOURS = 3, 32, 8


@cache
def shop_rows() -> tuple[tuple[dict[str, str], ...], tuple[tuple[str, ...], ...]]:
    """Rows of items.csv with some odd titles, and the made-up shop's visits as item IDs."""
    with TemporaryDirectory() as folder:
        write_synthetic_shop(Path(folder), SyntheticShop())
        with (Path(folder) / "items.csv").open(encoding="utf-8") as file:
            items = sorted(csv.DictReader(file), key=lambda row: row["id"])
        visits: dict[tuple[str, str], list[str]] = {}
        with (Path(folder) / "events.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                visits.setdefault((row["user"], row["at"]), []).append(row["item"])
    for number, title in TITLES.items():
        items[number] = {**items[number], "title": title}
    return tuple(items), tuple(tuple(visit) for visit in visits.values())


def columns() -> dict[str, dict[str, Any]]:
    """The item table, price as numbers."""
    items, _ = shop_rows()
    table = {name: column_of(name, [row[name] for row in items]) for name in items[0]}
    table["price"] = {"kind": "number", "values": [float(row["price"]) for row in items]}
    return {name: column for name, column in table.items() if any(_values(column))}


def _values(column: dict[str, Any]) -> list[Any]:
    values: list[Any] = column.get("values", column.get("names", []))
    return values


def counts() -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    """Popularity (N), prior neighbours (N, K) and weights (N, K) from the made-up visits."""
    items, visits = shop_rows()
    index = {row["id"]: number for number, row in enumerate(items)}
    together = np.zeros((len(items), len(items)))
    for visit in visits:
        rows = [index[item] for item in visit]
        together[np.ix_(rows, rows)] += 1
    popularity = together.diagonal().copy()
    shrunk = np.sqrt(np.outer(popularity + 50, popularity + 50))
    cosine = together / shrunk
    np.fill_diagonal(cosine, 0)
    best = np.argsort(-cosine, axis=1, kind="stable")[:, :NEIGHBOURS]
    weights = np.take_along_axis(cosine, best, 1)
    neighbours = np.where(weights > 0, best, -1)
    return popularity.astype(np.float32), neighbours.astype(np.int32), weights.astype(np.float32)


def tiny_source(
    *, dimension: int = 32, layers: int = 2, heads: int = 2, max_history: int = 20
) -> Source:
    """96 items, 3 levels of 32 codes; the same arguments give the same source."""
    items, _ = shop_rows()
    rng = np.random.default_rng(1)
    draw = torch.Generator().manual_seed(1)
    fusion = FusionEncoder(FusionConfig(features=64, dimension=16, hidden=16))
    quantizer = ResidualQuantizer(levels=LEVELS, codebook_size=CODES, dimension=16)
    config = GeneratorConfig(
        levels=LEVELS,
        dimension=dimension,
        layers=layers,
        heads=heads,
        ffn=2 * dimension,
        hidden=48,
        residual=8,
        max_history=max_history,
        codebook_size=CODES,
    )
    features = _features(items, rng)
    with torch.no_grad():
        _draw_parameters(fusion, draw)
        fusion.snap()
        rows = features.rows(range(len(items)))
        fused = fusion(*(torch.from_numpy(part) for part in rows))
        quantizer.initialise(fused, draw)
        raw, _ = quantizer.encode(fused)
    books = quantizer.books()
    semantic_ids = assign_unique(fused.numpy(), books, raw.numpy()).codes
    model = Generator(config, semantic_ids=torch.from_numpy(semantic_ids))
    _draw_parameters(model, draw)
    popularity, neighbours, weights = counts()
    blend = {"generator": 1.0, "prior": 0.5, "dense": 0.3, "frequency": 0.4, "discount": 0.2}
    plain = {"novelty": "any", "per_type": 0}
    return Source(
        name="Corner shop",
        currency="EUR",
        licences=[Licence(what="items and events", licence="CC0-1.0", notice="made up")],
        columns=columns(),
        semantic_ids=semantic_ids,
        generator=model.eval(),
        fusion=fusion.eval(),
        quantizer=quantizer,
        features=features,
        encodings={},
        new_items=None,
        neighbours=neighbours,
        weights=weights,
        popularity=popularity,
        recent=np.floor(popularity / 5),
        prior={"epsilon": 1e-3, "visit_decay": 0.9, "max_sources": 50, "min_households": 5},
        frequency={"half_life_days": 56.0, "days_per_visit": 7.0},
        decoding={"beam_width": 16, "extra_candidates": 16},
        blend={
            "next.any": blend,
            "next.items": {**blend, "frequency": 0.0},
            "next.types": {**blend, "frequency": 0.0},
            "complements.any": {**blend, "discount": 0.0},
            "complements.items": {**blend, "frequency": 0.0, "discount": 0.5},
            "complements.types": {**blend, "frequency": 0.0, "dense": 0.0},
        },
        defaults={
            "next": {"novelty": "any", "per_type": 1},
            "complements": {"novelty": "any", "per_type": 1},
            "similar": plain,
            "again": plain,
            "trending": plain,
        },
        protocol={"note": "networks with random weights, for tests only"},
    )


@torch.no_grad()
def _draw_parameters(module: nn.Module, draw: torch.Generator) -> None:
    """Random weights of a fixed seed, which an initialiser's own draws are not; norms near 1."""
    for name, parameter in module.named_parameters():
        base = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        parameter.copy_(base + 0.25 * torch.randn(parameter.shape, generator=draw))


def _features(items: tuple[dict[str, str], ...], rng: np.random.Generator) -> Features:
    """Text follows the type, image the brand; some items lack an image."""
    types = sorted({row["type"] for row in items})
    brands = sorted({row["brand"] for row in items})
    of_type, of_brand = rng.normal(size=(len(types), 64)), rng.normal(size=(len(brands), 64))
    text = of_type[[types.index(row["type"]) for row in items]]
    image = of_brand[[brands.index(row["brand"]) for row in items]]
    noisy = [part + 0.4 * rng.normal(size=part.shape) for part in (text, image)]
    for part in noisy:
        part[6] = part[0]  # twins: one of them cannot keep its nearest codes
    whole = [np.clip(np.rint(part / (4 / 127)), -127, 127).astype(np.int8) for part in noisy]
    present = np.ones((len(items), 2), np.uint8)
    present[5::9, 1] = 0
    return Features(
        text=whole[0],
        image=whole[1] * present[:, 1:].astype(np.int8),
        present=present,
        text_scale=4 / 127,
        image_scale=4 / 127,
    )


@cache
def tiny_bundle() -> tuple[Source, Bundle]:
    """The tiny source and its bundle, built once for all tests."""
    torch.set_num_threads(1)
    source = tiny_source()
    return source, build_tiny(source)


def build_tiny(source: Source) -> Bundle:
    """A bundle with the settings of the committed fixture."""
    return build_bundle(source, golden_cases=12, selftest_cases=2, tolerance=1e-3, seed=1)
