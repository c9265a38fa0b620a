"""Questions of a split and what answers them: a shopper's best known items, and every new item.

Neither changes with how far new items are preferred, so both are computed once; any preference is
then a merge of two lists (`places.py`). Known items are ranked as the decoder ranks them without
the new ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from musicrec.admission.admit import Catalogue
from musicrec.cold_start.split import Split
from musicrec.features.prior import Prior, as_matrix
from musicrec.generator.beam import LevelScores
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder
from musicrec.generator.terms import Protocol, prior_sources, prior_term
from musicrec.generator.trie import Trie
from musicrec.progress import Progress

SECONDS_PER_STEP = 86_400
LENGTH = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Q questions: calls, targets (Q) in rows of the whole catalogue, users (Q)."""

    calls: tuple[Call, ...]
    targets: NDArray[np.int64]
    users: NDArray[np.int32]

    def select(self, rows: NDArray[np.int64]) -> Asked:
        """Some questions, by row number."""
        return Asked(
            calls=tuple(self.calls[row] for row in rows.tolist()),
            targets=self.targets[rows],
            users=self.users[rows],
        )


def ask(split: Split, of: int, *, novelty: str = "items") -> Asked:
    """The questions of VALIDATION or TEST: what comes next, of what the shopper never had.

    With the novelty "any" the history stays in the ranking.
    """
    found = [(user, split.question(user, of)) for user in range(len(split.sequences))]
    questions = [(user, one) for user, one in found if one is not None]
    return Asked(
        calls=tuple(
            Call(
                visits=[(step * SECONDS_PER_STEP, [item]) for step, item in enumerate(history)],
                at=len(history) * SECONDS_PER_STEP,
                novelty=novelty,
            )
            for _, (history, _) in questions
        ),
        targets=np.array([target for _, (_, target) in questions], np.int64),
        users=np.array([user for user, _ in questions], np.int32),
    )


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What Q questions' lists are merged from.

    best (Q, 10) known items, −1 where there are fewer, best_scores (Q, 10) descending; log_probs
    (Q, C) log P of each new item's ID, 0 where the blend has no generator; queries (Q, D) of the
    dense head; sources (Q, N) what speaks in the prior.
    """

    blend: Blend
    epsilon: float
    best: NDArray[np.int64]
    best_scores: NDArray[np.float64]
    log_probs: NDArray[np.float32]
    queries: NDArray[np.float32]
    sources: sparse.csr_array

    def new_scores(self, admitted: Catalogue) -> NDArray[np.float64]:
        """(Q, C) scores of the new items of a catalogue, on the scale of `best_scores`."""
        known, blend = self.sources.shape[1], self.blend
        with torch.no_grad():
            vectors = admitted.model.items()[known:].numpy()  # (C, D)
        tables = admitted.tables
        weights = as_matrix(Prior(neighbours=tables.neighbours, weights=tables.weights))
        prior = (self.sources @ weights[:known, known:]).toarray()  # (Q, C)
        dense = self.queries @ vectors.T
        popularity = np.log(tables.popularity[known:].astype(np.float64) + 1)
        scores: NDArray[np.float64] = (
            blend.generator * self.log_probs
            + blend.prior * prior_term(prior, self.epsilon)
            + blend.dense * dense
            - blend.discount * popularity
        )
        return scores


def answer(
    decoder: Decoder, admitted: Catalogue, asked: Asked, *, blend: Blend, progress: Progress
) -> Answers:
    """Answers to the questions; `decoder` knows the known items alone."""
    known, count = decoder.trie.size, len(asked.calls)
    trie = Trie(admitted.tables.semantic_ids)
    positions = trie.position_of[np.arange(known, trie.size)]
    encoded = decoder.encode(asked.calls)
    best = np.full((count, LENGTH), -1, np.int64)
    best_scores = np.full((count, LENGTH), -np.inf)
    log_probs = np.zeros((count, len(positions)), np.float32)
    for row, call in enumerate(progress.track(asked.calls, "answers")):
        ranking = decoder.recommend(call, blend=blend, count=LENGTH, encoded=encoded[row])
        best[row, : len(ranking.items)] = ranking.items
        best_scores[row, : len(ranking.items)] = ranking.scores
        if blend.generator != 0:  # else nobody asks
            scores = LevelScores(admitted.model, encoded[row][0], trie)
            log_probs[row] = scores.log_probs(positions)
    queries = torch.stack([query for _, query in encoded])  # (Q, D)
    return Answers(
        blend=blend,
        epsilon=decoder.protocol.epsilon,
        best=best,
        best_scores=best_scores,
        log_probs=log_probs,
        queries=queries.numpy(),
        sources=_sources(asked.calls, decoder.protocol, known),
    )


def _sources(calls: tuple[Call, ...], protocol: Protocol, items: int) -> sparse.csr_array:
    found = [prior_sources(call, protocol) for call in calls]
    rows = np.repeat(np.arange(len(calls)), [len(sources) for sources, _ in found])
    columns = np.concatenate([np.array(sources, np.int64) for sources, _ in found])
    weights = np.concatenate([np.array(worth) for _, worth in found])
    return sparse.csr_array((weights, (rows, columns)), shape=(len(calls), items))
