"""In what numbers networks are trained: matrix products in bfloat16 where the CPU multiplies them.

It does with AVX-512 or better. Elsewhere PyTorch multiplies number by number: a step of the
generator took sixty times as long (docs/experiment-log.md), and float32 is the quick way.
"""

from __future__ import annotations

import torch


def has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 matrices quicker than float32 ones."""
    supported = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return supported is not None and bool(supported())


def quick_products(*, wanted: bool = True) -> torch.autocast:
    """A context whose matrix products are in bfloat16, where that is quicker and `wanted`."""
    return torch.autocast("cpu", torch.bfloat16, enabled=wanted and has_bfloat16())
