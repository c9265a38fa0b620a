"""Transformer layers of the network baselines, pre-norm.

Who sees whom, and how near it is, arrives as a bias added to the scores; nothing here knows of
items. They are not the layers that ship (`generator/model.py`), which have no decoder.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Attention(nn.Module):
    """Scaled dot-product attention of several heads."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> Tensor:
        """x (B, T, D), memory (B, S, D), bias broadcast to (B, heads, T, S) → (B, T, D)."""
        batch, _, width = x.shape
        split = (batch, -1, self.heads, width // self.heads)
        q = self.query(x).view(split).transpose(1, 2)  # (B, h, T, D/h)
        k = self.key(memory).view(split).transpose(1, 2)  # (B, h, S, D/h)
        v = self.value(memory).view(split).transpose(1, 2)
        scores = q @ k.transpose(2, 3) * split[3] ** -0.5 + bias  # (B, h, T, S)
        shares = functional.dropout(torch.softmax(scores, dim=-1), self.dropout, self.training)
        attended: Tensor = self.output((shares @ v).transpose(1, 2).reshape(batch, -1, width))
        return attended


class Layer(nn.Module):
    """Self-attention, attention to a memory where there is one, two linear maps."""

    def __init__(
        self, width: int, heads: int, hidden: int, dropout: float, *, reads: bool = False
    ) -> None:
        super().__init__()
        self.dropout = dropout
        self.norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads, dropout)
        self.memory_norm = nn.LayerNorm(width) if reads else None
        self.memory_attention = Attention(width, heads, dropout) if reads else None
        self.hidden_norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(
        self,
        x: Tensor,
        bias: Tensor,
        memory: Tensor | None = None,
        memory_bias: Tensor | None = None,
    ) -> Tensor:
        """x (B, T, D), memory (B, S, D), biases as in `Attention` → (B, T, D)."""
        h = self.norm(x)
        x = x + self._dropped(self.attention(h, h, bias))
        if self.memory_attention is not None and self.memory_norm is not None:
            x = x + self._dropped(self.memory_attention(self.memory_norm(x), memory, memory_bias))
        hidden = self._dropped(functional.relu(self.up(self.hidden_norm(x))))
        return x + self._dropped(self.down(hidden))

    def _dropped(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)


def hidden_where(blocked: Tensor) -> Tensor:
    """A bias that hides where `blocked` holds; no row may be blocked as a whole."""
    return torch.zeros(blocked.shape).masked_fill(blocked, -torch.inf)
