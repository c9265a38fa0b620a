"""Training the tokenizer: fusion encoder, residual quantizer and what only training needs.

Loss = quantisation + joint reconstruction (of text and image from the quantised vector)
     + OWN · reconstruction of each modality from its own part
     + APART · (shared and specific parts say different things, none dies)
     + GUIDANCE · InfoNCE(quantised vector, collaborative embedding)
     + PULL · InfoNCE(vector, vector of an item bought with it).

The first epochs run without quantizer; then k-means sets the codebooks. A modality is dropped at
random where the other is present. At the end the encoder's matrices are put on their int8 grid and
the codebooks refined on the whole catalogue, so that what is exported is what gave the IDs.
Weights were chosen on validation visits: docs/experiment-log.md. Only fit visits are seen here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from musicrec import seeds
from musicrec.config import TokenizerSection
from musicrec.errors import MusicRecError
from musicrec.features.store import Features
from musicrec.progress import Progress
from musicrec.tokenizer import losses
from musicrec.tokenizer.concat import ConcatEncoder
from musicrec.tokenizer.fusion import Fused, FusionConfig, FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

OWN = 0.5
APART = 0.1
GUIDANCE = 1.0
PULL = 1.0
QUANTISATION = 0.1
DROP_MODALITY = 0.15
TEMPER = 0.5
"""Exponent of a direction's variance in the reconstruction's weights."""
WARM_UP = 0.2
"""Share of the epochs without quantizer."""
RESETS_UNTIL = 0.8
"""Dead codes are reborn up to this share of the epochs."""
RESET_EVERY = 5
WEIGHT_DECAY = 1e-4
REFINE_ROUNDS = 50

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]
Encoder = FusionEncoder | ConcatEncoder


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """How to train; `levels` … as in the configuration; `encoder` the class of the network.

    `own`, `apart`, `guidance` and `pull` are loss weights; 0 leaves a term out.
    """

    levels: int
    codebook_size: int
    dimension: int
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    encoder: type[Encoder] = FusionEncoder
    own: float = OWN
    guidance: float = GUIDANCE
    pull: float = PULL
    apart: float = APART

    @classmethod
    def of(cls, section: TokenizerSection, *, seed: int) -> TrainingSettings:
        """Those of a configuration."""
        return cls(
            levels=section.levels,
            codebook_size=section.codebook_size,
            dimension=section.dimension,
            epochs=section.epochs,
            batch_size=section.batch_size,
            learning_rate=section.learning_rate,
            seed=seed,
        )


@dataclass(frozen=True, kw_only=True)
class Partners:
    """Items bought with each: neighbours (N, K) int32, −1 for none; chances (N, K) float32."""

    neighbours: Int32
    chances: Float32

    @classmethod
    def of(cls, neighbours: Int32, weights: Float32, popularity: Float32) -> Partners:
        """From the prior's table, by shrunk lift w_ij / √(n_j + s).

        Not by w_ij itself: everybody's partner would be what everybody buys.
        """
        reach = np.sqrt(popularity[np.maximum(neighbours, 0)] + 50.0)
        lift = np.where(neighbours >= 0, weights / reach, 0.0)
        total = lift.sum(1, keepdims=True)
        chances = np.divide(lift, total, out=np.zeros_like(lift), where=total > 0)
        return cls(neighbours=neighbours, chances=chances.astype(np.float32))

    def draw(self, items: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """A partner of each item (B), −1 where it has none."""
        sums = np.cumsum(self.chances[items], 1)  # (B, K)
        column = (sums < rng.random(len(items))[:, None] * sums[:, -1:]).sum(1)
        column = np.minimum(column, sums.shape[1] - 1)
        partner = self.neighbours[items, column].astype(np.int64)
        return np.where(sums[:, -1] > 0, partner, -1)


class TrainingHeads(nn.Module):
    """What only training needs: decoders, and the projection to collaborative embeddings."""

    def __init__(self, config: FusionConfig, company: int) -> None:
        super().__init__()
        width, size = config.dimension, config.features
        self.joint = nn.Sequential(
            nn.Linear(width, 2 * size), nn.ReLU(), nn.Linear(2 * size, 2 * size)
        )
        self.text = nn.Linear(width, size)
        self.image = nn.Linear(width, size)
        self.company = nn.Linear(width, company)


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The catalogue as tensors.

    text, image (N, A); present (N, 2); company (N, C), unit rows or zeros; weights (2, A) of the
    reconstruction, mean 1 or all 0.
    """

    text: Tensor
    image: Tensor
    present: Tensor
    company: Tensor
    weights: Tensor

    @classmethod
    def of(cls, features: Features) -> Inputs:
        """From stored features."""
        tempered = np.where(features.variances > 0, features.variances, 0.0) ** TEMPER
        mean = tempered.mean(1, keepdims=True)
        weights = np.divide(tempered, mean, out=np.zeros_like(tempered), where=mean > 0)
        return cls(
            text=torch.from_numpy(features.values("text")),
            image=torch.from_numpy(features.values("image")),
            present=torch.from_numpy(features.present.astype(np.float32)),
            company=functional.normalize(torch.from_numpy(features.collaborative), dim=1),
            weights=torch.from_numpy(weights.astype(np.float32)),
        )

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Encoder and quantizer as exported; fused (N, F) of the catalogue; reconstruction errors."""

    encoder: Encoder
    quantizer: ResidualQuantizer
    fused: Tensor
    reconstruction: dict[str, float]


def train_tokenizer(
    features: Features, partners: Partners, settings: TrainingSettings, progress: Progress
) -> Trained:
    """Train on the whole catalogue; raises TRAINING_DIVERGED.

    torch's global seed must be set (`seeds.set_up_torch`); the rest is drawn from settings.seed.
    """
    inputs = Inputs.of(features)
    config = FusionConfig(features=features.text.shape[1], dimension=settings.dimension)
    encoder = settings.encoder(config)
    quantizer = ResidualQuantizer(
        levels=settings.levels,
        codebook_size=settings.codebook_size,
        dimension=settings.dimension,
    )
    heads = TrainingHeads(config, inputs.company.shape[1])
    run = _Run(inputs, partners, settings, encoder, quantizer, heads)
    for epoch in progress.track(range(settings.epochs), "tokenizer, epochs"):
        run.epoch(epoch)
    encoder.snap()
    fused = run.fused()
    if not bool(torch.isfinite(fused).all()):
        raise MusicRecError(
            "TRAINING_DIVERGED",
            f"The tokenizer's vectors are not finite after {settings.epochs} epochs at a learning "
            f"rate of {settings.learning_rate}. Lower tokenizer.learning_rate.",
        )
    quantizer.refine(fused, REFINE_ROUNDS)
    return Trained(
        encoder=encoder, quantizer=quantizer, fused=fused, reconstruction=run.errors(fused)
    )


class _Run:
    """One training run's state."""

    def __init__(
        self,
        inputs: Inputs,
        partners: Partners,
        settings: TrainingSettings,
        encoder: Encoder,
        quantizer: ResidualQuantizer,
        heads: TrainingHeads,
    ) -> None:
        self.inputs, self.partners, self.settings = inputs, partners, settings
        self.encoder, self.quantizer, self.heads = encoder, quantizer, heads
        self.rng = seeds.generator(settings.seed, "tokenizer")
        self.draws = torch.Generator().manual_seed(seeds.derive_seed(settings.seed, "codebooks"))
        self.warm_up = max(1, int(settings.epochs * WARM_UP))
        parameters = [p for m in (encoder, quantizer, heads) for p in m.parameters()]
        self.optimiser = torch.optim.AdamW(
            parameters, lr=settings.learning_rate, weight_decay=WEIGHT_DECAY
        )
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
            self.optimiser, settings.epochs, eta_min=settings.learning_rate / 20
        )

    @torch.no_grad()
    def fused(self) -> Tensor:
        """(N, F) of the whole catalogue."""
        inputs = self.inputs
        vectors: Tensor = self.encoder(inputs.text, inputs.image, inputs.present)
        return vectors

    @torch.no_grad()
    def errors(self, fused: Tensor) -> dict[str, float]:
        """Reconstruction of text and image from quantised vectors; and of the vectors (share)."""
        quantised = self.quantizer.decode(self.quantizer.encode(fused)[0])
        size, weights = self.encoder.config.features, self.inputs.weights
        both = self.heads.joint(quantised)
        errors = {"fused": float(((quantised - fused) ** 2).mean() / fused.var(0).mean())}
        for at, name in enumerate(("text", "image")):
            wanted = self.inputs.text if at == 0 else self.inputs.image
            given = both[:, at * size : (at + 1) * size]
            present = self.inputs.present[:, at]
            if present.any():
                errors[name] = float(losses.reconstruction(wanted, given, weights[at], present))
        return errors

    def epoch(self, epoch: int) -> None:
        """One pass over the catalogue in random order."""
        quantising = epoch >= self.warm_up
        if epoch == self.warm_up:
            self.quantizer.initialise(self.fused(), self.draws)
        elif quantising and epoch % RESET_EVERY == 0:
            if epoch < self.settings.epochs * RESETS_UNTIL:
                self.quantizer.reset_dead(self.fused(), self.draws)
        order = self.rng.permutation(len(self.inputs))
        batches = max(1, round(len(order) / self.settings.batch_size))
        for items in np.array_split(order, batches):
            loss = self._loss(items, quantising)
            self.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
            self.optimiser.step()
        self.schedule.step()

    def _present(self, items: Tensor) -> Tensor:
        """(B, 2) with a modality dropped here and there where the item has both."""
        present = self.inputs.present[items].clone()
        draw = torch.from_numpy(self.rng.random(len(items)).astype(np.float32))
        both = present.sum(1) == 2
        present[both & (draw < DROP_MODALITY), 0] = 0
        present[both & (draw > 1 - DROP_MODALITY), 1] = 0
        return present

    def _loss(self, items: NDArray[np.int64], quantising: bool) -> Tensor:
        rows = torch.from_numpy(items)
        text, image = self.inputs.text[rows], self.inputs.image[rows]
        seen = self._present(rows)
        parts = self.encoder.parts(text, image, seen)
        vectors, loss = parts.fused, parts.fused.new_zeros(())
        if quantising:
            quantised = self.quantizer(vectors)
            vectors, loss = quantised.vectors, QUANTISATION * quantised.loss
        there = self.inputs.present[rows]
        size, weights = self.encoder.config.features, self.inputs.weights
        both = self.heads.joint(vectors)
        for at, (wanted, own, head) in enumerate(
            ((text, parts.text, self.heads.text), (image, parts.image, self.heads.image))
        ):
            given = both[:, at * size : (at + 1) * size]
            loss = loss + losses.reconstruction(wanted, given, weights[at], there[:, at])
            if self.settings.own > 0:
                alone = losses.reconstruction(wanted, head(own), weights[at], seen[:, at])
                loss = loss + self.settings.own * alone
        if self.settings.apart > 0:
            loss = loss + self.settings.apart * self._apart(parts, seen)
        if self.settings.guidance > 0:
            company = self.inputs.company[rows]
            loss = loss + self.settings.guidance * losses.guidance(
                self.heads.company(vectors), company
            )
        if self.settings.pull > 0:
            loss = loss + self.settings.pull * self._pull(items, vectors)
        return loss

    def _apart(self, parts: Fused, seen: Tensor) -> Tensor:
        loss = parts.shared.new_zeros(())
        has_text, has_image = seen[:, 0] > 0, seen[:, 1] > 0
        for own, has in ((parts.text, has_text), (parts.image, has_image)):
            loss = loss + losses.apart(parts.shared[has], own[has]) + losses.alive(own[has])
        both = has_text & has_image
        loss = loss + losses.apart(parts.text[both], parts.image[both])
        return loss + losses.alive(parts.shared)

    def _pull(self, items: NDArray[np.int64], vectors: Tensor) -> Tensor:
        partner = self.partners.draw(items, self.rng)
        known = torch.from_numpy(partner >= 0)
        rows = torch.from_numpy(np.maximum(partner, 0))
        inputs = self.inputs
        others = self.encoder(inputs.text[rows], inputs.image[rows], inputs.present[rows])
        return losses.pull(vectors, others, known)
