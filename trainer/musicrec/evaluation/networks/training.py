"""Training a network baseline: dropout and epoch chosen on validation, then all over again.

Trained on fit, the best NDCG@10 on validation cases chooses; what is measured is trained on fit and
validation for as many epochs. Test items are never seen. The model has the same protocol.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from musicrec.data.cases import Cases, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, VALIDATION, load_visits
from musicrec.errors import MusicRecError
from musicrec.evaluation.metrics import ndcg
from musicrec.evaluation.networks.network import Network, NetworkScorer
from musicrec.evaluation.networks.windows import Ints, lengths, windows
from musicrec.evaluation.scorer import batches, excluded_items, hits_of
from musicrec.evaluation.tuning import sample_cases
from musicrec.progress import Progress
from musicrec.seeds import derive_seed, generator, set_up_torch
from musicrec.stage import Context

CUTOFF = 10
MOST_EPOCHS = 30
PATIENCE = 4
"""Epochs without a better one that end the search."""
STEPS = 768
"""Steps of sequences a batch, about 128 users of a published log."""
LEARNING_RATE = 1e-3
CLIP = 1.0

Build = Callable[[Context, float], Network]
"""The untrained network with a dropout."""


def choose_and_train(
    context: Context, name: str, build: Build, *, dropouts: Sequence[float], what: str
) -> None:
    """Write model.pt and choice.json into `<work>/networks/<name>`; raises TRAINING_DIVERGED."""
    visits = load_visits(context.prepare)
    types = load_items(context.prepare).codes("type")
    seed = derive_seed(context.seed, "networks", name)
    asked = load_cases(context.prepare, visits).of("next", VALIDATION)
    fit, known = windows(visits.up_to(FIT)), windows(visits.up_to(VALIDATION))
    tried: list[tuple[float, list[float]]] = []
    used = 0
    for dropout in dropouts:
        network = _fresh(context, build, dropout, seed)
        some = sample_cases(asked, network.cases, seed)
        used = len(some)
        means = train(
            network,
            fit,
            epochs=MOST_EPOCHS,
            seed=seed,
            score=partial(mean_ndcg, network, some, types),
            label=f"{name}, dropout {dropout:g}",
            progress=context.progress,
        )
        tried.append((dropout, means))
    dropout, means = max(tried, key=lambda one: max(one[1]))
    epochs = 1 + int(np.argmax(means))
    network = _fresh(context, build, dropout, seed)
    train(
        network, known, epochs=epochs, seed=seed, label=f"{name}, chosen", progress=context.progress
    )
    size = sum(parameter.numel() for parameter in network.parameters())
    most = ", the most tried" if epochs == MOST_EPOCHS else ""
    record = {
        "dropout": dropout,
        "epochs": epochs,
        "tried": tried,
        "parameters": size,
        "how": f"{what}; {size / 1e6:.1f} million parameters; dropout {dropout:g} and {epochs} "
        f"epochs{most}, by ndcg@{CUTOFF} on {used:,} validation cases, then trained on fit + "
        "validation",
    }
    folder = _folder(context, name)
    torch.save(network.state_dict(), folder / "model.pt")
    (folder / "choice.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def load_network(context: Context, name: str, build: Build) -> NetworkScorer:
    """What `choose_and_train` wrote."""
    folder = _folder(context, name)
    record: dict[str, Any] = json.loads((folder / "choice.json").read_text(encoding="utf-8"))
    network = build(context, float(record["dropout"]))
    network.load_state_dict(torch.load(folder / "model.pt", weights_only=True), strict=True)
    return NetworkScorer(name=name, how=record["how"], network=network)


def _folder(context: Context, name: str) -> Path:
    return context.folder("networks") / name


def _fresh(context: Context, build: Build, dropout: float, seed: int) -> Network:
    set_up_torch(seed, threads=context.threads)
    return build(context, dropout)


def train(
    network: Network,
    rows: Ints,
    *,
    epochs: int,
    seed: int,
    label: str,
    progress: Progress,
    score: Callable[[], float] | None = None,
) -> list[float]:
    """Train in place on windows (P, T); the score after each epoch.

    With `score` it ends once PATIENCE epochs have brought nothing better.
    """
    optimiser = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98))
    rng = generator(seed, "order")
    scores: list[float] = []
    for epoch in progress.track(range(1, epochs + 1), f"{label}, epochs"):
        network.train()
        losses = []
        for batch in _batches(rows, rng):
            loss = network.loss(torch.from_numpy(batch))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimiser.step()
            losses.append(float(loss.detach()))
        mean = float(np.mean(losses))
        if not np.isfinite(mean):
            raise MusicRecError(
                "TRAINING_DIVERGED",
                f"The loss of {label} is not a number in epoch {epoch}. Evaluate without "
                "--networks, or with another seed.",
            )
        if score is None:
            continue
        network.eval()
        with torch.no_grad():
            scores.append(score())
        progress.say(f"{label}, epoch {epoch}: loss {mean:.3f}, ndcg@{CUTOFF} {scores[-1]:.4f}")
        if epoch - 1 - int(np.argmax(scores)) >= PATIENCE:
            break
    return scores


def _batches(rows: Ints, rng: np.random.Generator) -> Iterator[Ints]:
    """All windows in random order, about STEPS steps a batch, windows of like length together."""
    order = rng.permutation(len(rows))
    order = order[np.argsort(lengths(rows)[order], kind="stable")]
    steps = lengths(rows)[order] - 1
    groups = np.split(order, 1 + np.flatnonzero(np.diff(np.cumsum(steps) // STEPS)))
    for group in rng.permutation(len(groups)):
        batch = rows[groups[group]]
        yield batch[:, : int(lengths(batch).max())]


def mean_ndcg(network: Network, cases: Cases, types: NDArray[np.int32]) -> float:
    """The mean NDCG at CUTOFF over cases of one task."""
    values = []
    for batch in batches(cases):
        ranked = network.rank(batch, excluded_items(batch, types), CUTOFF)
        hits = hits_of(ranked, batch, len(types))
        values.append(ndcg(hits, np.diff(batch.targets_start), CUTOFF))
    return float(np.concatenate(values).mean())
