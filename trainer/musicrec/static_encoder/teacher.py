"""What MiniLM in float32 says of sequences of the tokens that a static encoder keeps.

The truth that `training.py` fits; not the int8 encoder that ships. What was computed stays in a
cache, so that a build that is killed goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.features.minilm import TEXT_SIZE, load_text_network
from musicrec.features.sentence_network import pool
from musicrec.features.vector_cache import VectorCache, content_hash, gather, missing_keys, report
from musicrec.progress import Progress

BATCH = 256

Float32 = NDArray[np.float32]


def is_kept(token: str) -> bool:
    """Whether a token of MiniLM's vocabulary is one of the static encoder: ASCII, no marker."""
    return token.isascii() and not (len(token) > 1 and token[0] == "[" and token[-1] == "]")


class Teacher:
    """MiniLM over rows of `vocabulary`; raises PACKAGE_MISSING."""

    def __init__(self, cache: Path, progress: Progress) -> None:
        self._network, source = load_text_network()
        tokens = (source / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        self._ids = [number for number, token in enumerate(tokens) if is_kept(token)]
        self._start, self._end = tokens.index("[CLS]"), tokens.index("[SEP]")
        self._cache, self._progress = cache, progress
        self.vocabulary = [tokens[number] for number in self._ids]

    def phrases(self, phrases: Sequence[Sequence[int]]) -> Float32:
        """(M, 384) unit vectors of phrases, each a list of rows."""
        return self._ask("phrases", phrases, TEXT_SIZE, pool)

    def tokens(self) -> tuple[Float32, Float32, Float32]:
        """Of each token alone, three times (V, 384).

        The unit vector, the last layer at the token itself, the word embedding that goes in.
        """

        def both(hidden: Any, mask: Any) -> Any:
            import torch

            return torch.cat([pool(hidden, mask), hidden[:, 1]], 1)

        alone = [[row] for row in range(len(self.vocabulary))]
        states = self._ask("tokens", alone, 2 * TEXT_SIZE, both)
        table = self._network.embeddings.word_embeddings.weight.detach().numpy()
        return states[:, :TEXT_SIZE], states[:, TEXT_SIZE:], table[self._ids]

    def _ask(
        self,
        name: str,
        phrases: Sequence[Sequence[int]],
        size: int,
        read: Callable[[Any, Any], Any],
    ) -> Float32:
        """(M, size) what `read` takes from the last layer (B, T, 384) and the mask (B, T)."""
        import torch

        store = VectorCache(self._cache / name, size=size)
        sequences = [[self._start, *(self._ids[r] for r in rows), self._end] for rows in phrases]
        keys = [content_hash(np.array(sequence, np.int32).tobytes()) for sequence in sequences]
        wanted = missing_keys(store, keys)
        report(self._progress, name, len(phrases), len(wanted))
        wanted.sort(key=lambda entry: len(sequences[entry[0]]))  # a batch of one length pads least
        starts = range(0, len(wanted), BATCH)
        for at in self._progress.track(starts, f"{name}, by {BATCH}"):
            batch = wanted[at : at + BATCH]
            longest = len(sequences[batch[-1][0]])
            ids = torch.zeros(len(batch), longest, dtype=torch.long)
            mask = torch.zeros_like(ids)
            for line, (position, _) in enumerate(batch):
                ids[line, : len(sequences[position])] = torch.tensor(sequences[position])
                mask[line, : len(sequences[position])] = 1
            with torch.inference_mode():
                hidden = self._network(input_ids=ids, attention_mask=mask).last_hidden_state
                vectors = read(hidden, mask).numpy()
            for (_, key), vector in zip(batch, vectors, strict=True):
                store.add(key, vector)
        store.flush()
        return gather(store, keys)
