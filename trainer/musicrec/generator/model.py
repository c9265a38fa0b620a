"""The generator's networks: item tower, encoder, level heads and dense head.

This is the computation of docs/bundle-format.md, "Networks", as torch modules; the exporter maps
the parameter names below to initialiser names. It holds no training, no search and no data: what
a row is and who may look at it arrives as masks from `dataset.py`.

Shapes: B sequences, T rows, Q query rows (always the first rows), D dimension, R residual,
H hidden, V codes a level, L levels, N items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from musicrec.errors import MusicRecError

OBJECTIVES = ("any", "new")
BLOCKED = -1e9
NORM_EPSILON = 1e-5
QUANTISED_MAX = 127
PREFIX_SPREAD = 0.5
"""Standard deviation over the level heads' prefix tables at the start."""


@dataclass(frozen=True, kw_only=True)
class GeneratorConfig:
    """The sizes that fix the networks.

    `max_history` is the number of history items a call may bring and the cap of a role.
    """

    levels: int
    dimension: int = 128
    layers: int = 2
    heads: int = 4
    ffn: int = 512
    hidden: int = 256
    residual: int = 32
    max_history: int = 50
    codebook_size: int = 256
    objectives: tuple[str, ...] = OBJECTIVES

    def __post_init__(self) -> None:
        if self.dimension % self.heads != 0:
            raise MusicRecError(
                "CONFIG_INVALID",
                f"generator.dimension is {self.dimension}, not a multiple of generator.heads "
                f"({self.heads}). Choose a dimension that the number of heads divides.",
            )
        for name in ("levels", "layers", "residual", "max_history"):
            if getattr(self, name) < 1:
                raise MusicRecError(
                    "CONFIG_INVALID",
                    f"generator.{name} is {getattr(self, name)}. It must be at least 1.",
                )

    @property
    def roles(self) -> int:
        """Number of rows of the role table: basket, visits 1 … max_history, objectives."""
        return self.max_history + 1 + len(self.objectives)

    def state_role(self, objective: str) -> int:
        """The role of the state token that asks for `objective`; with one, it answers all."""
        known = objective in self.objectives
        return self.max_history + 1 + (self.objectives.index(objective) if known else 0)

    def as_json(self) -> dict[str, Any]:
        """The configuration as plain JSON values."""
        return {**asdict(self), "objectives": list(self.objectives)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> GeneratorConfig:
        """The inverse of `as_json`."""
        return cls(**{**values, "objectives": tuple(values["objectives"])})


class ItemTower(nn.Module):
    """Item vector = Σ_l E_l[c_l] + residual · P.

    The residual is trained in float and seen through int8 (one scale a dimension, straight-through
    gradient). A bundle holds the int8 values, and the scales are folded into P.
    """

    codes: Tensor  # (N, L) int64

    def __init__(self, config: GeneratorConfig, semantic_ids: Tensor) -> None:
        super().__init__()
        items = int(semantic_ids.shape[0])
        self.code = nn.ModuleList(
            nn.Embedding(config.codebook_size, config.dimension) for _ in range(config.levels)
        )
        self.residual = nn.Parameter(torch.zeros(items, config.residual))
        self.projection = nn.Linear(config.residual, config.dimension, bias=False)
        self.register_buffer("codes", semantic_ids.to(torch.int64), persistent=True)

    def residual_scale(self) -> Tensor:
        """(R) what one int8 step is worth in each dimension."""
        largest = self.residual.detach().abs().amax(dim=0)
        return largest.clamp(min=1e-8) / QUANTISED_MAX

    def quantised_residual(self) -> tuple[Tensor, Tensor]:
        """(N, R) int8 values and (R) their scales; residual ≈ values × scales."""
        scale = self.residual_scale()
        return (self.residual.detach() / scale).round().to(torch.int8), scale

    def folded_projection(self) -> Tensor:
        """(R, D) P of the bundle: it takes the raw int8 values, so the scales are in it."""
        return self.residual_scale()[:, None] * self.projection.weight.detach().T

    def forward(self, keep_residual: Tensor | None = None) -> Tensor:
        """All item vectors, (N, D).

        `keep_residual` (N, 1), 0 or 1: items whose residual counts (training drops some, so that
        the codes alone stay meaningful, which is all that a new item has).
        """
        scale = self.residual_scale()
        steps = self.residual / scale
        steps = steps + (steps.round() - steps).detach()
        residual = steps * scale  # (N, R)
        if keep_residual is not None:
            residual = residual * keep_residual
        vectors: Tensor = self.projection(residual)
        for level, table in enumerate(self.code):
            vectors = vectors + table(self.codes[:, level])
        return vectors


class EncoderLayer(nn.Module):
    """One pre-norm Transformer layer whose queries are the first rows of its keys."""

    def __init__(self, config: GeneratorConfig, dropout: float) -> None:
        super().__init__()
        size = config.dimension
        self.heads = config.heads
        self.dropout = dropout
        self.norm1 = nn.LayerNorm(size, eps=NORM_EPSILON)
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)
        self.output = nn.Linear(size, size)
        self.norm2 = nn.LayerNorm(size, eps=NORM_EPSILON)
        self.up = nn.Linear(size, config.ffn)
        self.down = nn.Linear(config.ffn, size)

    def forward(self, x: Tensor, mask: Tensor | None, rows: int) -> Tensor:
        """x (B, T, D), mask (B, rows, T), added to the scores → its first rows (B, rows, D)."""
        batch, length, size = x.shape
        h = self.norm1(x)
        split = (self.heads, size // self.heads)
        q = self.query(h[:, :rows]).view(batch, rows, *split).transpose(1, 2)  # (B, h, rows, D/h)
        k = self.key(h).view(batch, length, *split).transpose(1, 2)  # (B, h, T, D/h)
        v = self.value(h).view(batch, length, *split).transpose(1, 2)
        # Written out: the fused kernel's gradient is slow on CPUs under bfloat16 autocast.
        scores = q @ k.transpose(2, 3) * split[1] ** -0.5  # (B, h, rows, T)
        if mask is not None:
            scores = scores + mask[:, None]
        attended = torch.softmax(scores, dim=-1) @ v
        attended = self.output(attended.transpose(1, 2).reshape(batch, rows, size))
        x = x[:, :rows] + functional.dropout(attended, self.dropout, self.training)
        h = self.down(functional.relu(self.up(self.norm2(x))))
        return x + functional.dropout(h, self.dropout, self.training)


class LevelHead(nn.Module):
    """Level l: state and prefix codes → logits of the level's codes, one hidden layer."""

    def __init__(self, config: GeneratorConfig, level: int) -> None:
        super().__init__()
        self.state = nn.Linear(config.dimension, config.hidden)
        self.prefix = nn.ModuleList(
            nn.Embedding(config.codebook_size, config.hidden) for _ in range(level)
        )
        self.code = nn.Linear(config.hidden, config.codebook_size)

    def project(self, state: Tensor) -> Tensor:
        """(…, D) → (…, H): the part of the hidden layer that no code changes."""
        projected: Tensor = self.state(state)
        return projected

    def logits(self, projected: Tensor, prefix: Tensor) -> Tensor:
        """projected (…, H), prefix (…, level) int64 → (…, V)."""
        hidden = projected
        for position, table in enumerate(self.prefix):
            hidden = hidden + table(prefix[..., position])
        logits: Tensor = self.code(functional.relu(hidden))
        return logits


class Generator(nn.Module):
    """Item tower, encoder, level heads, dense head.

    `semantic_ids` (N, L) uint8 are fixed. `residual` (N, R), where given, is where the item
    residuals start.
    """

    def __init__(
        self,
        config: GeneratorConfig,
        *,
        semantic_ids: Tensor,
        residual: Tensor | None = None,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if semantic_ids.ndim != 2 or semantic_ids.shape[1] != config.levels:
            raise MusicRecError(
                "CONFIG_INVALID",
                f"Semantic IDs have shape {tuple(semantic_ids.shape)}, but the generator is built "
                f"for {config.levels} levels. Train the tokenizer and the generator with the same "
                "number of levels.",
            )
        self.config = config
        self.dropout = dropout
        self.items = ItemTower(config, semantic_ids)
        self.role = nn.Embedding(config.roles, config.dimension)
        self.layers = nn.ModuleList(EncoderLayer(config, dropout) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.dimension, eps=NORM_EPSILON)
        self.dense = nn.Linear(config.dimension, config.dimension)
        self.heads = nn.ModuleList(LevelHead(config, level) for level in range(config.levels))
        self._initialise(residual)

    def _initialise(self, residual: Tensor | None) -> None:
        """Start as a sensible recommender.

        A state is near the mean of the item vectors it looks at, the dense head near their dot
        product with a candidate; noise breaks the symmetry.
        """
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.03)
            elif isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        with torch.no_grad():
            for layer in self.layers:
                if not isinstance(layer, EncoderLayer):
                    raise TypeError("layers hold EncoderLayer modules only")
                _near_identity(layer.value, 1.0)
                _near_identity(layer.output, 0.5)
                layer.down.weight.mul_(0.5)
            _near_identity(self.dense, 0.1)
            nn.init.normal_(self.role.weight, std=0.05)
            for head in self.heads:
                # A deep level must tell thousands of prefixes apart before it can learn anything.
                for table in head.get_submodule("prefix").children():
                    if isinstance(table, nn.Embedding):
                        nn.init.normal_(table.weight, std=PREFIX_SPREAD)
            if residual is not None:
                self.items.residual.copy_(residual)

    def encode(
        self,
        vectors: Tensor,
        roles: Tensor,
        first_mask: Tensor,
        *,
        queries: int = 1,
        later_mask: Tensor | None = None,
    ) -> Tensor:
        """States of the query rows.

        vectors (B, T, D) with zeros in query rows, roles (B, T) int64, first_mask (B, T, T) for the
        first layer, later_mask (B, T, T) for the others (None: every row sees every row, as in
        encoder.onnx) → (B, Q, D).
        """
        x = vectors + self.role(roles)
        x = functional.dropout(x, self.dropout, self.training)
        length = x.shape[1]
        last = len(self.layers) - 1
        for number, layer in enumerate(self.layers):
            mask = first_mask if number == 0 else later_mask
            rows = queries if number == last else length
            x = layer(x, None if mask is None else mask[:, :rows], rows)
        states: Tensor = self.norm(x)
        return states

    def dense_query(self, states: Tensor) -> Tensor:
        """(…, D) → (…, D); its dot product with an item vector is the item's dense logit."""
        query: Tensor = self.dense(states)
        return query

    def level_log_probs(self, level: int, state: Tensor, prefix: Tensor) -> Tensor:
        """level_{level+1}.onnx: state (…, D), prefix (…, level) int64 → (…, V), over all codes."""
        head = self.heads[level]
        if not isinstance(head, LevelHead):
            raise TypeError("heads hold LevelHead modules only")
        return functional.log_softmax(head.logits(head.project(state), prefix), dim=-1)


def _near_identity(linear: nn.Linear, scale: float) -> None:
    size = linear.weight.shape[0]
    noise = 0.02 * torch.randn(size, size)
    linear.weight.copy_(scale * torch.eye(size) + noise)


def exported_mask(roles: Sequence[int], *, max_history: int) -> Tensor:
    """(T, T) the first-layer mask of docs/bundle-format.md for one call.

    `roles` are those of all rows, row 0 the state token. 0 where a row may look, `BLOCKED`
    elsewhere.
    """
    role = torch.as_tensor(list(roles))
    count = len(role)
    history = (role >= 1) & (role <= max_history)
    basket = role == 0
    allowed = torch.eye(count, dtype=torch.bool) | history[None, :].expand(count, count)
    allowed[0] = basket if bool(basket.any()) else history
    allowed[0, 0] = True
    mask = torch.zeros(count, count)
    return mask.masked_fill(~allowed, BLOCKED)
