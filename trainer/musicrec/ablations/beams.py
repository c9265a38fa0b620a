"""Beam widths on a run's finished model: nothing is trained, weights stay as they were chosen.

For each width the whole model, and the beam alone: what a generator without prior, dense head and
extra candidates lists, in the order of log P.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from musicrec.ablations.ledger import BEAMS, Entry, Key
from musicrec.ablations.measuring import metrics_of
from musicrec.generator.decode import Blend
from musicrec.generator.scorer import Candidates, ModelScorer, load_shipped
from musicrec.stage import Context

WHOLE, ALONE = "whole model", "beam alone"


def measure_beams(base: Context, context: Context, key: Key, widths: Sequence[int]) -> Entry:
    """A run's metrics by task, width and what is listed, on the cases its run was measured on."""
    metrics: dict[str, dict[str, Any]] = {}
    seconds: dict[str, float] = {}
    for width in map(str, widths):
        start = time.monotonic()
        for task, part in metrics_of(base, _scorers(context, int(width))).items():
            metrics.setdefault(task, {})[width] = part["scorers"]
        seconds[width] = round(time.monotonic() - start, 1)
    values = {"widths": [*map(str, widths)], "seconds": seconds, "metrics": metrics}
    return Entry(what=BEAMS, key=key, values=values)


def _scorers(context: Context, width: int) -> list[ModelScorer]:
    shipped = load_shipped(context)
    protocol = replace(shipped.protocol, beam_width=width)
    alone = dict.fromkeys(shipped.blends, Blend(generator=1.0))
    return [
        ModelScorer(
            name=name,
            how=f"beam of {width}",
            candidates=Candidates(shipped.decoder(used), blends),
            blends=blends,
        )
        for name, used, blends in (
            (WHOLE, protocol, shipped.blends),
            (ALONE, replace(protocol, extra_candidates=0), alone),
        )
    ]
