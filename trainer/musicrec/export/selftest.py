"""selftest.json: a few cases, at most 8 KB, that an executor answers before it may serve."""

from __future__ import annotations

from musicrec.export.golden import Reference
from musicrec.export.made_up import Shape
from musicrec.export.tables import BundleFile, json_bytes, refuse

LARGEST = 8192
COUNT = 5
DECIMALS = 4
SHAPES = {"next": Shape(visits=4), "complements": Shape(visits=2, basket=3)}


def selftest_file(reference: Reference, *, cases: int, seed: int) -> BundleFile:
    """selftest.json of as many of `cases` as fit; kinds in turn. Raises EXPORT_INVALID for none."""
    made_up = reference.made_up(seed, "selftest")
    keys = sorted(reference.source.blend, key=lambda key: (key.split(".")[1], key))
    written = []
    for number in range(cases):
        key = keys[number % len(keys)]
        call = reference.clear_call(made_up, key, SHAPES[key.split(".")[0]], count=COUNT)
        written.append(reference.case(call, count=COUNT, decimals=DECIMALS))
    # The values are rounded, which the reader's tolerance has to bear.
    tolerance = reference.tolerance + 10.0**-DECIMALS
    while written:
        data = json_bytes({"tolerance": round(tolerance, 6), "cases": written})
        if len(data) <= LARGEST:
            return BundleFile(data=data, role="selftest")
        written.pop()
    raise refuse(
        f"Not one self-test case fits into {LARGEST} bytes.",
        "Lower tokenizer.codebook_size.",
    )
