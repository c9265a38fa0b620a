from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from musicrec.evaluation.networks.network import NetworkScorer
from musicrec.evaluation.networks.tiger import Tiger
from musicrec.evaluation.networks.windows import histories, lengths
from musicrec.seeds import set_up_torch
from tests.evaluation.networks.markov import ITEMS, last_steps, sequences
from tests.sequences import visits_of

SIZE = 4
IDS = np.array([[item % 3, item // 3 % 2, item // 6] for item in range(ITEMS)], np.uint8)


@pytest.fixture
def network() -> Tiger:
    set_up_torch(3, threads=1)
    made = Tiger(IDS, SIZE, 0.2)
    with torch.no_grad():  # far from uniform, so that an order means something
        made.code.weight.mul_(10)
        made.nearness.normal_()
        made.memory_nearness.normal_()
    made.eval()
    return made


def all_log_probs(network: Tiger, known: Tensor) -> Tensor:
    """(N) log P of every item after a history (T), each item's ID decoded alone."""
    memory, newest = network.encode(known[None]), torch.tensor([len(known) - 1])
    sums = []
    for codes in torch.from_numpy(IDS.astype(np.int64)):
        parts = [
            network.log_probs(memory, newest, codes[None, None, :level])[0, 0, codes[level]]
            for level in range(len(codes))
        ]
        sums.append(torch.stack(parts).sum())
    return torch.stack(sums)


@torch.no_grad()
def test_the_beam_ranks_as_scoring_every_item_does(network: Tiger) -> None:
    cases = last_steps(visits_of(sequences()[:7]))
    excluded = np.random.default_rng(1).random((7, ITEMS)) < 0.3
    ranked = NetworkScorer(name="tiger", how="", network=network).rank(cases, excluded, ITEMS)
    for row, history in enumerate(histories(cases)):
        scores = all_log_probs(network, torch.from_numpy(history[history >= 0])).numpy()
        allowed = np.flatnonzero(~excluded[row])
        expected = allowed[np.argsort(-scores[allowed], kind="stable")]
        assert ranked[row, : len(allowed)].tolist() == expected.tolist()
        assert (ranked[row, len(allowed) :] == -1).all()


@torch.no_grad()
def test_the_loss_is_minus_log_p_of_every_next_id(network: Tiger) -> None:
    rows = torch.tensor([[1, 2, 3], [4, 5, -1]])
    parts = [
        -all_log_probs(network, torch.tensor(known))[wanted]
        for known, wanted in (([1], 2), ([1, 2], 3), ([4], 5))
    ]
    # Training computes in bfloat16.
    torch.testing.assert_close(network.loss(rows), torch.stack(parts).mean(), rtol=0.02, atol=0.02)


@torch.no_grad()
def test_a_later_item_changes_no_earlier_memory(network: Tiger) -> None:
    memory = network.encode(torch.tensor([[1, 2, 3, 4]]))
    changed = network.encode(torch.tensor([[1, 2, 7, -1]]))
    assert torch.equal(memory[:, :6], changed[:, :6])  # two items of three codes
    assert not torch.allclose(memory[:, 6:9], changed[:, 6:9], atol=1e-3)


@torch.no_grad()
def test_an_item_reads_all_its_codes_and_the_order_of_items(network: Tiger) -> None:
    def after(*known: int) -> Tensor:
        rows = torch.tensor([known])
        newest = torch.from_numpy(lengths(rows.numpy()) - 1)
        start = torch.zeros(1, 1, 0, dtype=torch.int64)
        return functional.softmax(network.log_probs(network.encode(rows), newest, start), -1)

    assert not torch.allclose(after(1, 2), after(2, 1), atol=1e-3)
    for level in range(3):  # the twin differs in one code
        codes = IDS[1].copy()
        codes[level] = (codes[level] + 1) % 2
        twin = int(np.flatnonzero((codes == IDS).all(1))[0])
        assert not torch.allclose(after(1), after(twin), atol=1e-3)
