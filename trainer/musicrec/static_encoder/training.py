"""Makes a static text encoder: a vector a token, so that their sum points where MiniLM points.

A token's vector starts as MiniLM's of the token alone, centred, projected to 128 numbers and
weighed down where the token is frequent (Arora et al. 2017, "A simple but tough-to-beat baseline").
Then a small network learns, on made-up phrases, what to add to it and how much it weighs, from what
MiniLM knows of the token alone. It is one network for all tokens, so words that no phrase held gain
as much as the others; a free vector a token learned its own phrases by heart. Both were measured:
docs/experiment-log.md, "Static text encoder".
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from musicrec.export.graph import serialise
from musicrec.export.static_encoder import static_encoder_graph
from musicrec.features.encoder_folder import write_record
from musicrec.features.minilm import LICENCE, TEXT_ENCODER, text_versions
from musicrec.features.static_encoder import MODEL, VOCABULARY, StaticEncoder
from musicrec.progress import Progress
from musicrec.seeds import generator, set_up_torch
from musicrec.static_encoder.phrases import Phrases, whole_words
from musicrec.static_encoder.teacher import Teacher

SIZE = 128
FEATURES = 512
"""Directions kept of what MiniLM knows of a token alone (3 × 384)."""
HIDDEN = 512
PHRASES = 50_000
MEASURED = 1500
HELD_OUT = 0.05
"""Share of whole words that no phrase holds, so that every build measures itself on new words."""
FREQUENT = 1e-3
"""a of the weight a / (a + p)."""
PAIRS = 2.0
"""Weight of how cosines between phrases correlate with MiniLM's, against the vectors' own aim."""
EPOCHS, BATCH, LEARNING_RATE = 6, 512, 1e-3

Float32 = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Spearman correlation of cosines between phrases with MiniLM's."""

    held_out_words: float
    known_words: float


def make_static_encoder(
    folder: Path, *, cache: Path, seed: int, progress: Progress, phrases: int = PHRASES
) -> Quality:
    """Write the encoder's three files to `folder`; labels stay in `cache`. One thread.

    Raises PACKAGE_MISSING.
    """
    set_up_torch(seed, threads=1)
    teacher = Teacher(cache, progress)
    alone, own, embedding = teacher.tokens()
    words = whole_words(teacher.vocabulary)
    draws = generator(seed, "static encoder")
    held = draws.random(len(words)) < HELD_OUT
    known = Phrases(teacher.vocabulary, alone, words[~held])
    taught = known.draw(phrases, draws)
    targets = teacher.phrases(taught)
    projection = principal_directions(targets)
    start = first_vectors(alone, projection)
    states = token_states(alone, own, embedding, [t[:2] == "##" for t in teacher.vocabulary])
    tokens = tune(start, states, taught, targets, projection, seed=seed, progress=progress)
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch)
        (built / MODEL).write_bytes(serialise(static_encoder_graph(tokens, projection)))
        (built / VOCABULARY).write_text("\n".join(teacher.vocabulary) + "\n", encoding="utf-8")
        encoder = StaticEncoder(built)
        quality = Quality(
            held_out_words=_agreement(encoder, teacher, _plain(words[held], draws)),
            known_words=_agreement(encoder, teacher, _plain(words[~held], draws)),
        )
        record = {
            "name": "static",
            "size": SIZE,
            "tokens": len(tokens),
            "taught_by": TEXT_ENCODER,
            "phrases": phrases,
            "seed": seed,
            "spearman": {k: round(v, 4) for k, v in vars(quality).items()},
            "versions": text_versions(),
            "licence": LICENCE,
        }
        write_record(built, record)
        folder.mkdir(parents=True, exist_ok=True)
        for path in built.iterdir():
            copyfile(path, folder / path.name)
    return quality


def principal_directions(vectors: Float32) -> Float32:
    """(SIZE, F) orthonormal directions that hold most of vectors (M, F), not centred.

    The largest entry of each is positive.
    """
    values = vectors.astype(np.float64)
    _, found = np.linalg.eigh(values.T @ values)
    top = found[:, ::-1][:, :SIZE].T
    signs = np.sign(top[np.arange(len(top)), np.abs(top).argmax(1)])
    directions: Float32 = (top * signs[:, None]).astype(np.float32)
    return directions


def first_vectors(alone: Float32, projection: Float32) -> Float32:
    """(V, D) vectors of the tokens alone (V, F), centred, projected, weighed by Zipf's law.

    Without centring all phrases point the same way: the sum adds up what all tokens share.
    """
    rank = np.arange(len(alone)) + 2.7
    share = 1 / (rank * np.log(len(alone) + 1))
    weight = FREQUENT / (FREQUENT + share)
    vectors: Float32 = ((alone - alone.mean(0)) @ projection.T * weight[:, None]).astype(np.float32)
    return vectors


def token_states(
    alone: Float32, own: Float32, embedding: Float32, pieces: Sequence[bool]
) -> Float32:
    """(V, FEATURES + 2) what the network reads of a token: MiniLM's states, rank, piece or word."""
    parts = [alone, own, embedding]
    joined = np.concatenate([(p - p.mean(0)) / p.std() for p in parts], 1).astype(np.float64)
    _, found = np.linalg.eigh(joined.T @ joined)
    states = joined @ found[:, ::-1][:, :FEATURES]
    spread = states.std(0)
    states = states / np.sqrt(np.maximum(spread, 1e-6))  # half whitened
    rank = np.log(np.arange(len(alone)) + 10)
    extra = np.stack([(rank - rank.mean()) / rank.std(), np.array(pieces, np.float64)], 1)
    joined_states: Float32 = np.concatenate([states / states.std(), extra], 1).astype(np.float32)
    return joined_states


def tune(
    start: Float32,
    states: Float32,
    phrases: Sequence[Sequence[int]],
    targets: Float32,
    projection: Float32,
    *,
    seed: int,
    progress: Progress,
    epochs: int = EPOCHS,
) -> Float32:
    """(V, D) token vectors whose normalised sum hits targets (M, F) · projectionᵀ, unit length.

    start (V, D), states (V, S). Loss: 1 - cosine to the target, and 1 - correlation of
    the cosines between the phrases of a batch with those of the targets.
    Seeded; `set_up_torch` first.
    """
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(seed)
    first, known = torch.from_numpy(start), torch.from_numpy(states)
    last = nn.Linear(HIDDEN, first.shape[1])
    added = nn.Sequential(nn.Linear(known.shape[1], HIDDEN), nn.GELU(), last)
    weighed = nn.Linear(known.shape[1], 1)
    for layer in (last, weighed):
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)

    def vectors(rows: Any) -> Any:
        return (first[rows] + 0.3 * added(known[rows])) * torch.exp(weighed(known[rows]))

    full = torch.from_numpy(targets)
    aims = functional.normalize(full @ torch.from_numpy(projection).T, dim=1)
    parameters = [*added.parameters(), *weighed.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=LEARNING_RATE)
    size = min(BATCH, len(phrases))
    steps = epochs * (len(phrases) // size)
    upper = tuple(torch.triu_indices(size, size, 1))
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 20) * (1 - step / steps)
    )
    draws = generator(seed, "static encoder", "batches")
    for step in progress.track(range(steps), "static encoder"):
        if step % (len(phrases) // size) == 0:
            order = draws.permutation(len(phrases))
        at = step % (len(phrases) // size) * size
        batch = order[at : at + size]
        lengths = [len(phrases[number]) for number in batch]
        rows = torch.from_numpy(np.concatenate([phrases[number] for number in batch]))
        distinct, inverse = torch.unique(rows, return_inverse=True)
        starts = torch.from_numpy(np.cumsum([0, *lengths[:-1]]))
        sums = functional.embedding_bag(inverse, vectors(distinct), starts, mode="sum")
        given, aim, other = functional.normalize(sums, dim=1), aims[batch], full[batch]
        agreement = _correlation((given @ given.T)[upper], (other @ other.T)[upper])
        loss = (1 - (given * aim).sum(1)).mean() + PAIRS * (1 - agreement)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        slope.step()
    with torch.no_grad():
        tuned: Float32 = vectors(torch.arange(len(first))).numpy()
    return tuned


def _correlation(first: Any, second: Any) -> Any:
    """Pearson's, of two torch vectors."""
    from torch.nn import functional

    return functional.cosine_similarity(first - first.mean(), second - second.mean(), dim=0)


def _plain(words: NDArray[np.int64], draws: np.random.Generator) -> list[list[int]]:
    """Phrases of two to six words drawn alike, what the encoder is measured on."""
    return [draws.choice(words, draws.integers(2, 7)).tolist() for _ in range(MEASURED)]


def _agreement(encoder: StaticEncoder, teacher: Teacher, phrases: list[list[int]]) -> float:
    texts = [" ".join(teacher.vocabulary[row] for row in rows) for rows in phrases]
    return agreement(np.stack([encoder.embed(text) for text in texts]), teacher.phrases(phrases))


def agreement(given: Float32, wanted: Float32) -> float:
    """Spearman correlation of the cosines between unit rows (M, ·), all pairs of different rows."""
    upper = np.triu_indices(len(given), 1)
    result: float = spearmanr((given @ given.T)[upper], (wanted @ wanted.T)[upper])[0]
    return result
