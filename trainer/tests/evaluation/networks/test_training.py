from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from musicrec.data.visits import VALIDATION
from musicrec.errors import MusicRecError
from musicrec.evaluation.baselines import Popularity
from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.metrics import recall
from musicrec.evaluation.networks import training
from musicrec.evaluation.networks.network import Network, NetworkScorer
from musicrec.evaluation.networks.sasrec import Sasrec
from musicrec.evaluation.networks.tiger import Tiger
from musicrec.evaluation.networks.training import train
from musicrec.evaluation.networks.windows import Ints, lengths, windows
from musicrec.evaluation.scorer import hits_of, rank_scores
from musicrec.progress import Progress
from musicrec.seeds import set_up_torch
from tests.evaluation.networks.markov import ITEMS, USERS, last_steps, sequences
from tests.sequences import visits_of

QUIET = Progress(quiet=True)
IDS = np.stack([np.arange(ITEMS) % 4, np.arange(ITEMS) // 4], 1).astype(np.uint8)
VISITS = visits_of(sequences())
ROWS = windows(VISITS.up_to(VALIDATION))
NOTHING = np.zeros((USERS, ITEMS), bool)


def trained(make: Callable[[], Network], epochs: int) -> NetworkScorer:
    set_up_torch(2, threads=1)
    network = make()
    train(network, ROWS, epochs=epochs, seed=2, label="test", progress=QUIET)
    return NetworkScorer(name="test", how="", network=network)


@pytest.mark.parametrize(
    "make", [lambda: Sasrec(ITEMS, 0.1), lambda: Tiger(IDS, 4, 0.1)], ids=["sasrec", "tiger"]
)
def test_it_learns_what_follows_and_the_same_seed_gives_the_same_lists(
    make: Callable[[], Network],
) -> None:
    cases = last_steps(VISITS)
    ranked = trained(make, 20).rank(cases, NOTHING, 3)
    popular = Popularity(Log(VISITS.up_to(VALIDATION), ITEMS)).scores(cases, {})

    def recalled(lists: np.ndarray) -> float:
        return float(recall(hits_of(lists, cases, ITEMS), np.ones(USERS, np.int64), 3).mean())

    assert recalled(ranked) > 0.7
    assert recalled(ranked) > 1.5 * recalled(rank_scores(popular, NOTHING, 3))
    again = [trained(make, 2).rank(cases, NOTHING, ITEMS) for _ in range(2)]
    np.testing.assert_array_equal(again[0], again[1])


def test_an_epoch_has_every_window_once_in_batches_of_like_length() -> None:
    rows = windows(visits_of([[1] * size for size in (2, 9, 3, 30, 5)] * 80))
    batches = list(training._batches(rows, np.random.default_rng(0)))
    assert sum(len(batch) for batch in batches) == len(rows)
    steps = [int((lengths(batch) - 1).sum()) for batch in batches]
    assert sum(steps) == int((lengths(rows) - 1).sum())
    assert max(steps) < training.STEPS + 21
    for batch in batches:
        assert batch.shape[1] == lengths(batch).max()


def test_it_stops_after_epochs_without_a_better_one() -> None:
    given = iter([0.1, 0.3, 0.2, 0.3, 0.1, 0.2, 0.9])
    scores = train(
        Sasrec(ITEMS, 0.1),
        ROWS[:20],
        epochs=30,
        seed=1,
        label="test",
        progress=QUIET,
        score=lambda: next(given),
    )
    assert scores == [0.1, 0.3, 0.2, 0.3, 0.1, 0.2]


def test_a_loss_that_is_no_number_is_an_error() -> None:
    network = Sasrec(ITEMS, 0.1)
    with torch.no_grad():
        network.position.weight[0, 0] = torch.nan
    broken: Ints = ROWS[:20]
    with pytest.raises(MusicRecError) as caught:
        train(network, broken, epochs=1, seed=1, label="test", progress=QUIET)
    assert caught.value.code == "TRAINING_DIVERGED"
