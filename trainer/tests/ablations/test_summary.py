from __future__ import annotations

import pytest

from musicrec.ablations.ledger import RUN, Entry, Key
from musicrec.ablations.summary import by_seed, difference, mean_of


def test_the_interval_is_students() -> None:
    mean = mean_of([1.0, 2.0, 3.0])
    assert mean is not None and mean.half is not None
    assert mean.value == 2 and mean.seeds == 3
    assert mean.half == pytest.approx(4.302653 / 3**0.5)  # t of 2 degrees, deviation 1


def test_one_seed_has_no_interval_and_none_no_mean() -> None:
    one = mean_of([0.5])
    assert one is not None and one.value == 0.5 and one.half is None
    assert mean_of([]) is None


def test_a_difference_is_paired_by_seed() -> None:
    # Seeds differ by more than the arms: pairing sees through it.
    reference, arm = {1: 0.10, 2: 0.20, 3: 0.30}, {1: 0.11, 2: 0.21, 3: 0.31, 4: 0.9}
    mean = difference(arm, reference)
    assert mean is not None and mean.half is not None
    assert mean.seeds == 3
    assert mean.value == pytest.approx(0.01)
    assert mean.half < 1e-12
    assert difference(arm, {}) is None


def test_numbers_are_found_by_seed_where_they_were_measured() -> None:
    def run(arm: str, seed: int, value: float) -> Entry:
        key = Key(arm=arm, seed=seed, settings="s", config="o", data="d", code="c")
        metrics = {"next": {"cases": 1, "scorers": {"MusicRec": {"ndcg@10": value}}}}
        return Entry(what=RUN, key=key, values={"metrics": metrics})

    entries = [run("fusion", 1, 0.1), run("fusion", 2, 0.2), run("text", 1, 0.3)]
    assert by_seed(entries, "fusion", "next", "MusicRec", "ndcg@10") == {1: 0.1, 2: 0.2}
    assert by_seed(entries, "fusion", "next", "MusicRec", "recall@10") == {}
    assert by_seed(entries, "fusion", "next_new", "MusicRec", "ndcg@10") == {}
