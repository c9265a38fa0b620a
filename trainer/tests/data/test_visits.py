from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musicrec.data.visits import FIT, TEST, VALIDATION, Visits, load_visits, save_visits
from musicrec.errors import MusicRecError


def example() -> Visits:
    return Visits(
        user=np.array([0, 0, 2, 2], dtype=np.int32),
        at=np.array([10, 20, 10, 30], dtype=np.int64),
        start=np.array([0, 2, 3, 5, 6], dtype=np.int64),
        items=np.array([1, 4, 0, 2, 3, 4], dtype=np.int32),
        split=np.array([FIT, TEST, FIT, VALIDATION], dtype=np.int8),
        users=("a", "b", "ü"),
    )


def test_visits_survive_saving(tmp_path: Path) -> None:
    visits = example()
    save_visits(visits, tmp_path)
    loaded = load_visits(tmp_path)
    assert loaded.users == visits.users
    for name in ("user", "at", "start", "items", "split"):
        saved, read = getattr(visits, name), getattr(loaded, name)
        assert read.dtype == saved.dtype
        assert read.tolist() == saved.tolist()


def test_a_visit_a_user_and_the_flat_entries_agree() -> None:
    visits = example()
    assert [visits.of(v).tolist() for v in range(4)] == [[1, 4], [0], [2, 3], [4]]
    assert visits.first_of_user().tolist() == [0, 2, 2, 4]
    assert visits.item_visit().tolist() == [0, 0, 1, 2, 2, 3]


def test_selecting_keeps_whole_visits() -> None:
    fit = example().up_to(FIT)
    assert [fit.of(v).tolist() for v in range(len(fit))] == [[1, 4], [2, 3]]
    both = example().up_to(VALIDATION)
    assert (both.user.tolist(), both.at.tolist()) == ([0, 2, 2], [10, 10, 30])
    assert both.first_of_user().tolist() == [0, 1, 1, 3]


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="--from prepare"):
        load_visits(tmp_path)
