"""The protocol on a small benchmark, from the folder to a bundle that lists new items."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musicrec.cli.main import main
from musicrec.cold_start.curve import KNOBS, MOST_LOSS, SLOTS
from musicrec.export.reference import Reference
from musicrec.generator.call import Call
from tests.benchmark_folder import write_benchmark
from tests.conftest import TINY

GROUPS, SIZE, USERS = 6, 20, 240
WORDS = ("oak", "tin", "silk", "clay", "wool", "jade")
SETTINGS = (
    "tokenizer.epochs=5",
    "generator.epochs=2",
    "evaluation.bootstrap_samples=100",
    "threads=1",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the verb writes: shoppers stay with things of one word, of which some are new."""
    folder = tmp_path_factory.mktemp("cold")
    rng = np.random.default_rng(0)
    items = [{"title": WORDS[row // SIZE]} for row in range(GROUPS * SIZE)]
    steps = [rng.permutation(SIZE)[:6] + SIZE * group for group in rng.integers(0, GROUPS, USERS)]
    data = write_benchmark(folder / "set", items, [one.tolist() for one in steps])
    arguments = ["cold-start", "--data", str(data), "--out", str(folder / "out"), "--quiet"]
    arguments += ["--share", "0.1", "--config", str(TINY)]
    for setting in SETTINGS:
        arguments += ["--set", setting]
    assert main(arguments) == 0
    return folder / "out"


def test_new_items_are_found_at_the_price_that_was_chosen(out: Path) -> None:
    figures = json.loads((out / "cold_start.json").read_text())
    assert figures["items"] == {"known": 108, "new": 12}
    assert figures["codes_alone"]["new"]["recall@10"][0] == 0
    assert max(point["new"]["recall@10"][0] for point in figures["curve"]) > 0.5
    chosen = figures["chosen"]
    price = max(MOST_LOSS, min(one["loss"] for one in chosen["tried"]))
    affordable = [one for one in chosen["tried"] if one["loss"] <= price]
    best = max(affordable, key=lambda one: one["recall@10"])
    assert {name: chosen[name] for name in KNOBS} == {name: best[name] for name in KNOBS}


def test_the_merge_says_what_the_decoder_lists(out: Path) -> None:
    figures = json.loads((out / "cold_start.json").read_text())
    decoded, chosen = figures["decoder"], figures["chosen"]["level"]
    merged = next(point for point in figures["curve"] if point.get("level") == chosen)
    assert decoded["new_in_list"] == pytest.approx(merged["new_in_list"], abs=0.1)
    for part in ("new", "elsewhere"):
        pair = [one[part]["recall@10"][0] for one in (decoded, merged)]
        assert pair[0] == pytest.approx(pair[1], abs=0.03)


def test_the_curve_has_all_ways(out: Path) -> None:
    figures = json.loads((out / "cold_start.json").read_text())
    ways = [point["way"] for point in figures["curve"]]
    assert ways.count("reserved, by content") == ways.count("reserved, by score") == len(SLOTS)
    levels = [point["level"] for point in figures["curve"] if point["way"] == "by score"]
    assert figures["chosen"]["level"] in levels
    text = (out / "cold_start.md").read_text()
    assert text.count("\n|") == len(ways) + 4
    assert "(chosen)" in text


def test_the_bundle_lists_new_items_as_ordinary_ones(out: Path) -> None:
    reference = Reference.read(out / "bundle")
    sequences = json.loads((out / "asked" / "sequences.json").read_text())
    titles = json.loads((out / "bundle" / "items.json").read_text())["columns"]["title"]["values"]
    assert len(titles) == 120
    listed = set()
    for steps in sequences[:60]:
        call = Call(visits=[(None, [item]) for item in steps[:-1]], novelty="items")
        listed |= set(reference.ranking(call, count=10).items.tolist())
    assert len([item for item in listed if item >= 108]) > 0
    alone = json.loads((out / "bundle-known" / "manifest.json").read_text())
    assert alone["items"] == 108
