"""The stage `prepare`: the shop's tables → items.json, visits.npz, cases, statistics.json."""

from __future__ import annotations

from musicrec.data.prepare import prepare
from musicrec.stage import Context


def run(context: Context) -> None:
    """Write `<work>/prepare`; raises what reading and checking raise, and DATA_FLOOR."""
    prepare(
        context.data,
        context.prepare,
        shop=context.shop,
        config=context.config.data,
        seed=context.seed,
        progress=context.progress,
    )
