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

from musicrec.export.exported import ExportedGenerator
from musicrec.export.made_up import MadeUp, Shape, plan
from musicrec.export.source import Source
from musicrec.export.tables import BundleFile, json_bytes
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder, Ranking
from musicrec.generator.terms import Protocol, Tables
from musicrec.seeds import generator

COUNT = 10
STATE_HEAD = 8
FEATURE_ITEMS = 16
DRAWS = 12
DECIMALS = 6
MILLISECONDS = 1000


class Reference:
    """The exported networks, the shipped tables and the reference decode of one bundle."""

    def __init__(
        self, *, model: ExportedGenerator, tables: Tables, source: Source, tolerance: float
    ) -> None:
        self.model = model
        self.tables = tables
        self.source = source
        self.tolerance = tolerance
        self.decoder = Decoder(model=model, tables=tables, protocol=protocol_of(source))

    def ranking(self, call: Call, *, count: int = COUNT) -> Ranking:
        """The list with the manifest's blend and type cap for the call."""
        blend = Blend(**self.source.blend[call.blend_key])
        per_type = int(self.source.defaults[call.kind]["per_type"])
        encoded = self.model.encode_call(call)
        return self.decoder.recommend(
            call, blend=blend, count=count, per_type=per_type, encoded=encoded
        )

    def case(self, call: Call, *, count: int = COUNT, decimals: int = DECIMALS) -> dict[str, Any]:
        """One case with what it must give, without `beams`."""
        ranking = self.ranking(call, count=count)
        state, _ = self.model.encode_call(call)
        level_1 = self.model.networks.log_probs(1, state[None].numpy(), np.zeros((1, 0)))[0]
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

    def gap(self, call: Call, *, count: int = COUNT) -> float:
        """The smallest distance between neighbours of the list, and of the beam's survivors."""
        ranking = self.ranking(call, count=count + 1)
        gaps = np.concatenate([-np.diff(ranking.scores), -np.diff(ranking.beam_log_probs)])
        return float(gaps.min(initial=np.inf))

    def clear_call(self, made_up: MadeUp, key: str, shape: Shape, *, count: int = COUNT) -> Call:
        """A made-up call whose list has no near ties; the clearest of some draws at worst."""
        best, best_gap = made_up.call(key, shape), -np.inf
        for _ in range(DRAWS):
            call = made_up.call(key, shape)
            gap = self.gap(call, count=count)
            if gap > best_gap:
                best, best_gap = call, gap
            if gap > self.tolerance or (shape.visits == 0 and shape.basket == 0):
                break
        return best

    def made_up(self, seed: int, name: str) -> MadeUp:
        """Made-up calls of a seed."""
        return MadeUp(
            popularity=self.source.popularity,
            neighbours=self.source.neighbours,
            rng=generator(seed, "export", name),
        )


def protocol_of(source: Source) -> Protocol:
    """The manifest's numbers as the decoder takes them."""
    return Protocol(
        beam_width=int(source.decoding["beam_width"]),
        extra_candidates=int(source.decoding["extra_candidates"]),
        epsilon=float(source.prior["epsilon"]),
        visit_decay=float(source.prior["visit_decay"]),
        max_sources=int(source.prior["max_sources"]),
        half_life_days=float(source.frequency["half_life_days"]),
        days_per_visit=float(source.frequency["days_per_visit"]),
    )


def shipped_tables(source: Source, files: Mapping[str, BundleFile]) -> Tables:
    """The tables as a reader of the bundle has them: the prior's weights rounded."""
    prior = files["prior.bin"]
    neighbours = array_in(prior, "neighbours")
    unused = neighbours == np.iinfo(neighbours.dtype).max
    weights = array_in(prior, "weights").astype(np.float64)
    types = source.columns.get("type", {})
    codes = types["codes"] if types.get("kind") == "category" else [-1] * source.items
    return Tables(
        semantic_ids=source.semantic_ids,
        types=np.asarray(codes, np.int64),
        neighbours=np.where(unused, -1, neighbours.astype(np.int64)),
        weights=weights * array_in(prior, "scales")[:, None].astype(np.float64),
        popularity=source.popularity,
    )


def array_in(file: BundleFile, name: str) -> NDArray[Any]:
    """An array of a binary file."""
    spec = file.arrays[name]
    dtype = np.dtype(spec["dtype"]).newbyteorder("<")
    count = int(np.prod(spec["shape"]))
    flat = np.frombuffer(file.data, dtype, count=count, offset=spec["offset"])
    return flat.reshape(spec["shape"]).astype(spec["dtype"])


def golden_file(reference: Reference, *, cases: int, seed: int) -> BundleFile:
    """golden.json: cases with beams, and features with their codes."""
    made_up = reference.made_up(seed, "golden")
    keys = sorted(reference.source.blend)
    written = []
    for key, shape in plan(keys, cases):
        call = reference.clear_call(made_up, key, shape)
        ranking = reference.ranking(call)
        beams = zip(
            ranking.beam_items.tolist(), rounded(ranking.beam_log_probs, DECIMALS), strict=True
        )
        case = reference.case(call)
        case["beams"] = [{"item": item, "log_prob": log_prob} for item, log_prob in beams]
        written.append(case)
    content = {
        "tolerance": reference.tolerance,
        "cases": written,
        "features": feature_cases(reference, count=FEATURE_ITEMS),
    }
    return BundleFile(data=json_bytes(content), role="test")


def feature_cases(reference: Reference, *, count: int) -> list[dict[str, Any]]:
    """Items over the whole catalogue whose codes no rounding can change."""
    source = reference.source
    step = max(1, source.items // (4 * count))
    candidates = list(range(0, source.items, step))
    codes, _, fused = reference.model.networks.fuse(*source.features.rows(candidates))
    books = [book.detach().cpu().numpy() for book in source.quantizer.codebooks]
    clear = _code_margin(fused, books) > reference.tolerance
    return [
        {
            "item": item,
            "raw_codes": codes[row].tolist(),
            "codes": source.semantic_ids[item].tolist(),
        }
        for row, item in enumerate(candidates)
        if clear[row]
    ][:count]


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
