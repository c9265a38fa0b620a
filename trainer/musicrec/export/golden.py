"""golden.json: what both languages must reproduce.

Made-up histories through the exported networks and the reference decode. Cases are drawn until
neighbouring scores differ by more than the tolerance, so that a list's order is no matter of the
last bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.export.made_up import MadeUp, Shape, plan
from musicrec.export.reference import Reference
from musicrec.export.source import Source
from musicrec.export.tables import BundleFile, json_bytes
from musicrec.generator.call import Call
from musicrec.progress import QUIET, Progress
from musicrec.seeds import generator

COUNT = 10
STATE_HEAD = 8
FEATURE_ITEMS = 16
DRAWS = 12
DECIMALS = 6
MILLISECONDS = 1000


def golden_file(
    reference: Reference,
    source: Source,
    *,
    cases: int,
    tolerance: float,
    seed: int,
    progress: Progress = QUIET,
) -> BundleFile:
    """golden.json: cases with beams, and features with their codes."""
    draw = made_up_calls(reference, seed, "golden")
    written = []
    planned = plan(sorted(reference.settings.blend), cases)
    for key, shape in progress.track(planned, "export, golden cases"):
        call = clear_call(reference, draw, key, shape, count=COUNT, tolerance=tolerance)
        ranking = reference.ranking(call, count=COUNT)
        log_probs = rounded(ranking.beam_log_probs, DECIMALS)
        case = expected(reference, call, count=COUNT, decimals=DECIMALS)
        case["beams"] = [
            {"item": item, "log_prob": log_prob}
            for item, log_prob in zip(ranking.beam_items.tolist(), log_probs, strict=True)
        ]
        written.append(case)
    features = feature_cases(reference, source, count=FEATURE_ITEMS, tolerance=tolerance)
    content = {"tolerance": tolerance, "cases": written, "features": features}
    return BundleFile(data=json_bytes(content), role="test")


def made_up_calls(reference: Reference, seed: int, name: str) -> MadeUp:
    """Draws made-up calls over the bundle's catalogue; `name` keeps the uses apart."""
    return MadeUp(
        popularity=reference.tables.popularity,
        neighbours=reference.tables.neighbours,
        rng=generator(seed, "export", name),
    )


def clear_call(
    reference: Reference, draw: MadeUp, key: str, shape: Shape, *, count: int, tolerance: float
) -> Call:
    """A made-up call whose list and beam have no near ties; the clearest of some draws at worst."""
    calls = (draw.call(key, shape) for _ in range(DRAWS))
    best, best_gap = None, -np.inf
    for call in calls:
        gap = _smallest_gap(reference, call, count)
        if best is None or gap > best_gap:
            best, best_gap = call, gap
        if gap > tolerance:
            break
    if best is None:
        raise ValueError("no draw was made")
    return best


def _smallest_gap(reference: Reference, call: Call, count: int) -> float:
    """Between neighbours of the list and the item after it, and of the beam's survivors."""
    ranking = reference.ranking(call, count=count + 1)
    gaps = np.concatenate([-np.diff(ranking.scores), -np.diff(ranking.beam_log_probs)])
    return float(np.abs(gaps).min(initial=np.inf))


def expected(reference: Reference, call: Call, *, count: int, decimals: int) -> dict[str, Any]:
    """One case with what it must give, without `beams`."""
    ranking = reference.ranking(call, count=count)
    state, _ = reference.model.encode_call(call)
    level_1 = reference.model.networks.log_probs(1, state[None].numpy(), np.zeros((1, 0)))[0]
    case = {
        "kind": call.kind,
        "novelty": call.novelty,
        "visits": [_visit(at, items) for at, items in call.visits],
        "basket": [int(item) for item in call.basket],
        "count": count,
        "level_1": rounded(level_1, decimals),
        "state_head": rounded(state[:STATE_HEAD].numpy(), decimals),
        "items": ranking.items.tolist(),
        "scores": rounded(ranking.scores, decimals),
    }
    if call.at is not None:
        case["now"] = call.at * MILLISECONDS
    return case


def call_in(case: Mapping[str, Any]) -> Call:
    """The call of a case as it stands in the file."""
    return Call(
        visits=[(_seconds(visit.get("at")), visit["items"]) for visit in case["visits"]],
        basket=case["basket"],
        at=_seconds(case.get("now")),
        kind=case["kind"],
        novelty=case["novelty"],
    )


def feature_cases(
    reference: Reference, source: Source, *, count: int, tolerance: float
) -> list[dict[str, Any]]:
    """Items from all over the catalogue whose codes no rounding can change."""
    step = max(1, source.items // (4 * count))
    candidates = list(range(0, source.items, step))
    codes, _, fused = reference.model.networks.fuse(*source.features.rows(candidates))
    books = [book.detach().cpu().numpy() for book in source.quantizer.codebooks]
    clear = np.flatnonzero(_code_margin(fused, books) > tolerance).tolist()
    return [
        {
            "item": candidates[row],
            "raw_codes": codes[row].tolist(),
            "codes": source.semantic_ids[candidates[row]].tolist(),
        }
        for row in clear[:: max(1, len(clear) // count)][:count]
    ]


def _code_margin(
    fused: NDArray[np.float32], books: Sequence[NDArray[np.float32]]
) -> NDArray[np.float64]:
    """(B) how much nearer the nearest codeword is than the second, at the closest level."""
    rest = fused.astype(np.float64)
    margin = np.full(len(fused), np.inf)
    for book in books:
        distances = ((rest[:, None] - book[None]) ** 2).sum(2)  # (B, V)
        two = np.sort(distances, axis=1)[:, :2]
        margin = np.minimum(margin, two[:, 1] - two[:, 0])
        rest = rest - book[distances.argmin(1)]
    return margin


def rounded(values: NDArray[Any], decimals: int) -> list[float]:
    """Numbers for JSON; no −0.0."""
    return [round(float(value), decimals) + 0.0 for value in values]


def _visit(at: int | None, items: Sequence[int]) -> dict[str, Any]:
    visit: dict[str, Any] = {"items": [int(item) for item in items]}
    return visit if at is None else {"at": at * MILLISECONDS, **visit}


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else milliseconds // MILLISECONDS
