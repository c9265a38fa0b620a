"""Which items count as new, and what is asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musicrec.cold_start.split import draw_split, write_folders
from musicrec.data.benchmark import read_items
from musicrec.data.visits import TEST, VALIDATION
from musicrec.errors import MusicRecError
from tests.benchmark_folder import write_benchmark

ITEMS = 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    sequences = [rng.permutation(ITEMS)[: rng.integers(2, 9)].tolist() for _ in range(60)]
    folder = write_benchmark(
        tmp_path / "set", [{"title": f"item {row}"} for row in range(ITEMS)], sequences
    )
    np.save(folder / "text_features.npy", np.arange(ITEMS * 2, dtype=np.float16).reshape(-1, 2))
    return folder


def test_training_sees_neither_new_items_nor_who_took_them(data: Path, tmp_path: Path) -> None:
    split = draw_split(data, share=0.2, seed=1)
    out = tmp_path / "out"
    write_folders(data, split, out)
    assert (split.known, split.items) == (16, 20)
    original = json.loads((data / "sequences.json").read_text())
    known = json.loads((out / "known" / "sequences.json").read_text())
    rows = split.order[:16].tolist()
    for steps, left in zip(original, known, strict=True):
        assert [rows[item] for item in left] == [item for item in steps if item in rows]
    titles = [read_items(out / name).columns["title"] for name in ("known", "new", "asked")]
    assert titles[0] + titles[1] == titles[2]
    assert sorted(titles[2]) == sorted(f"item {row}" for row in range(ITEMS))
    features = np.load(out / "new" / "text_features.npy")
    assert features[:, 0].tolist() == (2 * split.order[16:]).tolist()
    assert json.loads((out / "new" / "sequences.json").read_text()) == []


def test_questions_are_the_held_out_steps_of_the_whole_log(data: Path, tmp_path: Path) -> None:
    split = draw_split(data, share=0.2, seed=1)
    write_folders(data, split, tmp_path / "out")
    asked = {
        part: json.loads((tmp_path / "out" / name / "sequences.json").read_text())
        for part, name in ((TEST, "asked"), (VALIDATION, "asked_validation"))
    }
    original = json.loads((data / "sequences.json").read_text())
    kinds = set()
    for user, steps in enumerate(original):
        for part, place in ((TEST, -1), (VALIDATION, -2)):
            question = split.question(user, part)
            if question is None:
                assert asked[part][user] == []
                continue
            history, target = question
            assert split.order[target] == steps[place]
            assert all(item < split.known for item in history)
            assert [split.order[item] for item in history] == [
                item for item in steps[:place] if item in split.order[: split.known]
            ]
            assert asked[part][user] == [*history, target]
            kinds.add((part, target >= split.known))
    assert kinds == {(part, new) for part in (TEST, VALIDATION) for new in (True, False)}


def test_a_draw_depends_on_the_seed_alone(data: Path) -> None:
    one, again, other = (draw_split(data, share=0.2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.order, again.order)
    assert not np.array_equal(one.order, other.order)


def test_a_share_without_an_item_is_refused(data: Path) -> None:
    with pytest.raises(MusicRecError, match=r"--share 0\.01 of 20 items are 0") as raised:
        draw_split(data, share=0.01, seed=1)
    assert raised.value.code == "USAGE"
