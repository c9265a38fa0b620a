"""A transformer of texts as one ONNX file: tokens → an embedding of unit length, weights in int8.

Whose transformer it is, and where its files are, is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from musicrec.features.traced import traced

OUTPUT = "sentence_embedding"
FREE = ("batch", "tokens")
FEWEST = -3.0e38
"""In place of what is not there, where the largest is sought."""

Pooling = Literal["mean", "cls", "max"]


def pool(hidden: Any, mask: Any, pooling: Pooling = "mean") -> Any:
    """(B, D) of unit length: one of hidden (B, T, D) over the tokens of mask (B, T)."""
    from torch.nn import functional

    there = mask[:, :, None].to(hidden.dtype)  # (B, T, 1)
    if pooling == "mean":
        pooled = (hidden * there).sum(1) / there.sum(1)
    elif pooling == "cls":
        pooled = hidden[:, 0]
    else:
        pooled = (hidden * there + FEWEST * (1 - there)).amax(1)
    return functional.normalize(pooled, dim=1)


def sentence_model(network: Any, inputs: Sequence[str], pooling: Pooling = "mean") -> bytes:
    """The ONNX file of a network of transformers, which is called with `inputs` int64 (B, T).

    `inputs` begins with input_ids, attention_mask. How many texts and tokens there are is free.
    """
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *given: Any) -> Any:
            output = self.network(**dict(zip(inputs, given, strict=True)))
            return pool(output.last_hidden_state, given[1], pooling)

    ones = torch.ones(2, 7, dtype=torch.long)
    examples = [ones, ones, *[torch.zeros_like(ones)] * (len(inputs) - 2)]
    return traced(Pooled(), dict(zip(inputs, examples, strict=True)), OUTPUT, FREE)


def text_tower(network: Any, *, places: int, padding: int | None = None) -> bytes:
    """The ONNX file of what CLIP or SigLIP makes of input_ids int64 (B, T).

    `padding`: the token that fills up to `places`, for a network that has never seen fewer.
    """
    import torch
    from torch.nn import functional

    class Tower(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any) -> Any:
            if padding is not None:
                filling = torch.full_like(ids[:, :1], padding).expand(-1, places)
                ids = torch.cat([ids, filling], dim=1)[:, :places]  # (B, places)
            found = self.network.get_text_features(input_ids=ids)
            return functional.normalize(found.pooler_output, dim=1)

    last = int(network.config.text_config.eos_token_id or 0)
    ids = torch.ones(2, 7, dtype=torch.long).index_fill(1, torch.tensor([6]), last)
    return traced(Tower(), {"input_ids": ids}, OUTPUT, FREE)
