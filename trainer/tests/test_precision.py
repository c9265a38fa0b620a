"""bfloat16 only where the CPU multiplies it."""

import pytest
import torch

from musicrec import precision


@pytest.mark.parametrize(
    ("wanted", "has", "expected"),
    [(True, True, torch.bfloat16), (True, False, torch.float32), (False, True, torch.float32)],
)
def test_products(
    monkeypatch: pytest.MonkeyPatch, wanted: bool, has: bool, expected: torch.dtype
) -> None:
    monkeypatch.setattr(precision, "has_bfloat16", lambda: has)
    with precision.quick_products(wanted=wanted):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == expected


def test_a_cpu_without_wide_vectors_has_none() -> None:
    if torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2"):
        assert not precision.has_bfloat16()
    else:
        assert isinstance(precision.has_bfloat16(), bool)
