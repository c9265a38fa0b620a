from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musicrec.evaluation.networks.windows import MOST, histories, lengths, windows
from tests.evaluation.networks.markov import last_steps
from tests.sequences import visits_of

logs = st.lists(st.lists(st.integers(0, 9), max_size=3 * MOST), min_size=1, max_size=5)


@given(logs)
def test_every_step_but_the_first_is_once_a_target_after_what_came_before(
    sequences: list[list[int]],
) -> None:
    visits = visits_of(sequences)
    if not len(visits):
        return
    rows = windows(visits)
    pieces = [row[:size].tolist() for row, size in zip(rows, lengths(rows), strict=True)]
    expected = [
        sequence[start : start + MOST + 1]
        for sequence in sequences
        for start in range(0, max(len(sequence) - 1, 0), MOST)
    ]
    assert pieces == expected
    assert (rows[np.arange(MOST + 1) >= lengths(rows)[:, None]] == -1).all()


def test_a_history_ends_before_its_case_and_holds_the_newest() -> None:
    long = [step % 10 for step in range(MOST + 7)]
    rows = histories(last_steps(visits_of([long, [4, 5, 6]])))
    assert rows[0].tolist() == long[-1 - MOST : -1]
    assert rows[1].tolist() == [4, 5, *[-1] * (MOST - 2)]
