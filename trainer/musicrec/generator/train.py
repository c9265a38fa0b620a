"""Training of the generator: losses, one optimiser, a checkpoint an epoch.

It chooses nothing but the best epoch by a score it is given; what is scored, and on which cases,
is the caller's (`stage.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from musicrec.errors import MusicRecError
from musicrec.generator.dataset import Batch, Sampler, attention_masks, row_items, row_roles
from musicrec.generator.model import Generator, LevelHead
from musicrec.precision import quick_products
from musicrec.progress import QUIET, Progress


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """How the weights are found. Values that were measured are in docs/experiment-log.md."""

    epochs: int
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warmup: float = 0.05
    """Share of all steps in which the learning rate climbs."""
    clip: float = 1.0
    residual_dropout: float = 0.1
    """Share of items whose residual a step does not see, so that codes alone mean something."""
    dense_weight: float = 1.0
    level_weight: float = 1.0
    targets: int = 6
    """Targets drawn per query for the level heads."""
    head_rate: float = 3.0
    """Learning rate of the level heads against the rest: they start from nothing."""
    smoothing: float = 0.0
    bfloat16: bool = True
    """Matrix products of the encoder and heads in bfloat16 where the CPU has it; weights stay
    float32."""


@dataclass
class TrainingLog:
    """Losses and scores by epoch, and the best epoch (counted from 1; 0: none yet)."""

    epochs: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    best_score: float = -math.inf


def packed_states(model: Generator, vectors: Tensor, batch: Batch) -> Tensor:
    """States of all queries of a batch, (B, Q, D)."""
    first, later = attention_masks(batch)
    index = torch.from_numpy(row_items(batch))  # (B, T)
    given = functional.embedding(index.clamp(min=0), vectors) * (index >= 0)[..., None]
    roles = torch.from_numpy(row_roles(batch, model.config))
    return model.encode(given, roles, first, queries=batch.queries, later_mask=later)


def losses(model: Generator, batch: Batch, config: TrainingConfig) -> tuple[Tensor, Tensor]:
    """Mean cross-entropy per query of the dense head and of the level heads (summed over levels).

    A query's target distribution is uniform over its targets. Level 1 sees all of them, deeper
    levels see `config.targets` draws with their own prefixes (teacher forcing).
    """
    keep = None
    if model.training and config.residual_dropout > 0:
        keep = (torch.rand(len(model.items.codes), 1) >= config.residual_dropout).float()
    vectors = model.items(keep)
    weight = torch.from_numpy(batch.weight)  # (B, Q, M)
    asked = weight.sum(2) > 0  # (B, Q)
    if not bool(asked.any()):
        zero = vectors.sum() * 0.0
        return zero, zero
    states = packed_states(model, vectors, batch)[asked]  # (A, D)
    weight = weight[asked]  # (A, M)
    rows = torch.from_numpy(batch.visit).clamp(min=0)
    rows = rows[:, None].expand(-1, batch.queries, -1)[asked]  # (A, M)
    dense = _spread_cross_entropy(
        model.dense_query(states) @ vectors.T, rows, weight, config.smoothing
    )
    drawn = rows.gather(1, torch.multinomial(weight, config.targets, replacement=True))  # (A, S)
    codes = model.items.codes[drawn]  # (A, S, L)
    level_loss = states.new_zeros(())
    for level, head in enumerate(model.heads):
        if not isinstance(head, LevelHead):
            raise TypeError("heads hold LevelHead modules only")
        projected = head.project(states)
        if level == 0:
            logits = head.logits(projected, codes[:, 0, :0])
            first = model.items.codes[:, 0][rows]  # (A, M)
            level_loss = level_loss + _spread_cross_entropy(logits, first, weight, config.smoothing)
        else:
            logits = head.logits(projected[:, None], codes[..., :level])  # (A, S, V)
            level_loss = level_loss + functional.cross_entropy(
                logits.flatten(0, 1).float(),
                codes[..., level].flatten(),
                label_smoothing=config.smoothing,
            )
    return dense, level_loss


def _spread_cross_entropy(
    logits: Tensor, classes: Tensor, weight: Tensor, smoothing: float
) -> Tensor:
    """Cross-entropy against Σ_m weight[m] · onehot(classes[m]), mean over rows."""
    logits = logits.float()
    normaliser = torch.logsumexp(logits, dim=1)
    hit = (logits.gather(1, classes) * weight).sum(1)
    if smoothing > 0:
        hit = (1 - smoothing) * hit + smoothing * logits.mean(1)
    return (normaliser - hit).mean()


def learning_rate(step: int, steps: int, config: TrainingConfig) -> float:
    """Linear warm-up, then half a cosine to zero."""
    climb = max(1, round(config.warmup * steps))
    if step < climb:
        return config.learning_rate * (step + 1) / climb
    share = (step - climb) / max(1, steps - climb)
    return config.learning_rate * 0.5 * (1 + math.cos(math.pi * share))


def make_optimizer(model: Generator, config: TrainingConfig) -> torch.optim.AdamW:
    """AdamW; weight decay on matrices only, level heads at `head_rate` times the learning rate."""
    groups: list[dict[str, Any]] = []
    for in_heads in (False, True):
        some = [p for name, p in model.named_parameters() if name.startswith("heads.") == in_heads]
        rate = config.head_rate if in_heads else 1.0
        matrices = [p for p in some if p.ndim >= 2]
        others = [p for p in some if p.ndim < 2]
        groups.append({"params": matrices, "weight_decay": config.weight_decay, "factor": rate})
        groups.append({"params": others, "weight_decay": 0.0, "factor": rate})
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98), eps=1e-9)


def train(
    model: Generator,
    sampler: Sampler,
    config: TrainingConfig,
    *,
    score: Callable[[Generator], dict[str, float]] | None = None,
    stop_after: int | None = None,
    checkpoint: Path | None = None,
    progress: Progress = QUIET,
) -> TrainingLog:
    """Train in place; `model` ends with the best epoch's weights (without `score`: the last's).

    `score` returns named numbers; the one called `score` is maximised. `stop_after` ends after that
    many epochs of the schedule of `config.epochs`. With `checkpoint`, an epoch that was finished is
    not trained again: weights, optimiser, random state and log continue from there.

    Raises MusicRecError TRAINING_DIVERGED where the loss is not a number.
    """
    optimizer = make_optimizer(model, config)
    log = TrainingLog()
    best = {name: value.clone() for name, value in model.state_dict().items()}
    done = 0
    if checkpoint is not None and checkpoint.exists():
        done, log, best = _load(checkpoint, model, optimizer, config)
    per_epoch = sampler.batches_per_epoch()
    if per_epoch == 0:
        raise MusicRecError(
            "DATA_FLOOR",
            f"{len(sampler.visits)} visits do not fill one batch of {sampler.batch_size}. "
            "Lower generator.batch_size or bring more events.",
        )
    epochs = range(done, stop_after or config.epochs)
    for epoch in progress.track(epochs, "generator, epochs of this run"):
        model.train()
        total = torch.zeros(2)
        batches = progress.track(sampler.epoch(epoch), f"epoch {epoch + 1}", total=per_epoch)
        for number, batch in enumerate(batches):
            rate = learning_rate(epoch * per_epoch + number, config.epochs * per_epoch, config)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            with quick_products(wanted=config.bfloat16):
                dense, level = losses(model, batch, config)
                loss = config.dense_weight * dense + config.level_weight * level
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip)
            optimizer.step()
            total += torch.stack([dense.detach(), level.detach()])
        mean = total / per_epoch
        if not bool(torch.isfinite(mean).all()):
            raise MusicRecError(
                "TRAINING_DIVERGED",
                f"The loss of epoch {epoch + 1} is not a number (learning rate "
                f"{config.learning_rate:g}). Lower generator.learning_rate.",
            )
        entry = {"dense": float(mean[0]), "level": float(mean[1])}
        model.eval()
        if score is not None:
            with torch.no_grad():
                entry.update(score(model))
        log.epochs.append(entry)
        if score is None or entry["score"] > log.best_score:
            log.best_epoch, log.best_score = epoch + 1, entry.get("score", -math.inf)
            best = {name: value.clone() for name, value in model.state_dict().items()}
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in entry.items())
        progress.say(f"epoch {epoch + 1}/{config.epochs}: {numbers}")
        if checkpoint is not None:
            _save(checkpoint, model, optimizer, config, epoch + 1, log, best)
    model.load_state_dict(best, strict=True)
    model.eval()
    return log


def _save(
    path: Path,
    model: Generator,
    optimizer: torch.optim.AdamW,
    config: TrainingConfig,
    done: int,
    log: TrainingLog,
    best: dict[str, Tensor],
) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "best": best,
        "done": done,
        "log": asdict(log),
        "config": {"model": model.config.as_json(), "training": asdict(config)},
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def _load(
    path: Path, model: Generator, optimizer: torch.optim.AdamW, config: TrainingConfig
) -> tuple[int, TrainingLog, dict[str, Tensor]]:
    state = torch.load(path, weights_only=True)
    wanted = {"model": model.config.as_json(), "training": asdict(config)}
    if state["config"] != wanted:
        raise MusicRecError(
            "STAGE_INPUT_INVALID",
            f"The checkpoint {path} was written with other settings. Delete it, or run the stage "
            "with --from generator.",
        )
    model.load_state_dict(state["model"], strict=True)
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return state["done"], TrainingLog(**state["log"]), state["best"]
