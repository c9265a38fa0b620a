"""selftest.json: a few cases, at most 8 KB, that an executor answers before it may serve."""

from __future__ import annotations

from musicrec.export.golden import clear_call, expected, made_up_calls
from musicrec.export.made_up import Shape
from musicrec.export.reference import Reference
from musicrec.export.tables import BundleFile, json_bytes, refuse

LARGEST = 8192
COUNT = 5
DECIMALS = 4
SHAPES = {"next": Shape(visits=4), "complements": Shape(visits=2, basket=3)}


def selftest_file(
    reference: Reference, *, cases: int, tolerance: float, seed: int, largest: int = LARGEST
) -> BundleFile:
    """As many of `cases` as fit, kinds in turn; raises EXPORT_INVALID if none does."""
    draw = made_up_calls(reference, seed, "selftest")
    keys = sorted(reference.settings.blend, key=lambda key: (key.split(".")[1], key))
    written = []
    for number in range(cases):
        key = keys[number % len(keys)]
        shape = SHAPES[key.split(".")[0]]
        call = clear_call(reference, draw, key, shape, count=COUNT, tolerance=tolerance)
        written.append(expected(reference, call, count=COUNT, decimals=DECIMALS))
    # The values are rounded, which the reader's tolerance has to bear.
    borne = round(tolerance + 10.0**-DECIMALS, 6)
    while written:
        data = json_bytes({"tolerance": borne, "cases": written})
        if len(data) <= largest:
            return BundleFile(data=data, role="selftest")
        written.pop()
    raise refuse(
        f"Not one self-test case fits into {largest} bytes.", "Lower tokenizer.codebook_size."
    )
