from __future__ import annotations

import numpy as np
import pytest
import torch

from musicrec.evaluation.networks.network import NetworkScorer
from musicrec.evaluation.networks.sasrec import Sasrec
from musicrec.evaluation.networks.windows import histories
from musicrec.seeds import set_up_torch
from tests.evaluation.networks.markov import ITEMS, last_steps, sequences
from tests.sequences import visits_of


@pytest.fixture
def network() -> Sasrec:
    set_up_torch(3, threads=1)
    made = Sasrec(ITEMS, 0.2)
    made.eval()
    return made


def test_a_later_item_changes_no_earlier_state(network: Sasrec) -> None:
    rows = torch.tensor([[1, 2, 3, 4, 5]])
    other = torch.tensor([[1, 2, 3, 9, -1]])
    states, changed = network.states(rows), network.states(other)
    assert torch.equal(states[:, :3], changed[:, :3])
    assert not torch.allclose(states[:, 3], changed[:, 3], atol=1e-3)


def test_the_loss_is_the_cross_entropy_of_every_next_item(network: Sasrec) -> None:
    rows = torch.tensor([[1, 2, 3], [4, 5, -1]])
    parts = []
    for known, wanted in (([1], 2), ([1, 2], 3), ([4], 5)):
        logits = network.states(torch.tensor([known]))[0, -1] @ network.item.weight.T
        parts.append(-torch.log_softmax(logits, 0)[wanted])
    torch.testing.assert_close(network.loss(rows), torch.stack(parts).mean())


def test_a_list_is_by_score_without_what_is_excluded(network: Sasrec) -> None:
    cases = last_steps(visits_of(sequences()[:5]))
    excluded = np.zeros((5, ITEMS), bool)
    excluded[:, 4] = True
    ranked = NetworkScorer(name="sasrec", how="", network=network).rank(cases, excluded, 6)
    with torch.no_grad():
        for row, history in enumerate(histories(cases)):
            known = torch.from_numpy(history[history >= 0])[None]
            scores = (network.states(known)[0, -1] @ network.item.weight.T).numpy()
            scores[4] = -np.inf
            assert ranked[row].tolist() == np.argsort(-scores, kind="stable")[:6].tolist()
