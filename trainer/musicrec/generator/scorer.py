"""The trained model and its arms as the evaluation's scorers.

All arms rank the candidates the decoder finds for a case, each with its own weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.data.items import load_items
from musicrec.errors import MusicRecError
from musicrec.generator.blend import ARMS
from musicrec.generator.call import call_of
from musicrec.generator.decode import Blend, Decoder, Terms
from musicrec.generator.model import Generator
from musicrec.generator.stage import read_tables
from musicrec.generator.store import load_generator
from musicrec.generator.terms import Protocol, Tables
from musicrec.stage import Context

HOW = {
    "full": "generator, prior, dense head and own frequency, mixed by weights chosen on "
    "validation, with the discount that ships",
    "without_generator": "the same without the level heads, weights chosen anew",
    "without_dense": "the same without the dense head, weights chosen anew",
    "generator": "log P of the semantic ID alone",
    "dense": "the dense head alone",
    "counts": "prior and own frequency alone, weights chosen on validation",
}


class Candidates:
    """Candidates of a batch of cases, kept until another batch comes: the arms share them.

    They are those of the blends that ship.
    """

    def __init__(self, decoder: Decoder, blends: Mapping[str, Blend]) -> None:
        self.decoder = decoder
        self._blends = blends
        self._cases: Cases | None = None
        self._terms: list[Terms] = []

    def of(self, cases: Cases) -> list[Terms]:
        """Terms of each case's candidates."""
        if cases is not self._cases:
            calls = [call_of(case) for case in cases]
            encoded = self.decoder.encode(calls)
            self._terms = [
                self.decoder.candidates(call, encoded=pair, blend=self._blends[call.blend_key])
                for call, pair in zip(calls, encoded, strict=True)
            ]
            self._cases = cases
        return self._terms


class ModelScorer:
    """One arm; `blends` are its weights by blend key."""

    def __init__(
        self, *, name: str, how: str, candidates: Candidates, blends: Mapping[str, Blend]
    ) -> None:
        self.name = name
        self.how = how
        self._candidates = candidates
        self._blends = blends

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """Cases of one task (B), excluded (B, N) → item indices (B, count), best first, −1 last."""
        ranked = np.full((len(cases), count), -1, np.int32)
        decoder = self._candidates.decoder
        for row, (case, terms) in enumerate(zip(cases, self._candidates.of(cases), strict=True)):
            call = call_of(case)
            blend = self._blends[call.blend_key]
            scores = terms.score(blend)
            may = ~excluded[row, terms.items]
            order = np.lexsort((terms.items, -scores))
            items = terms.items[order][may[order]][:count]
            if len(items) < count:  # a small catalogue: let the decoder fill up
                wanted = decoder.recommend(call, blend=blend, count=count).items
                items = wanted[~excluded[row, wanted]]
            ranked[row, : len(items)] = items
        return ranked


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What a bundle would be made of: the model with its tables, and what blend.json chose.

    `blends` by blend key; `arms` by blend key and arm, as written there.
    """

    model: Generator
    tables: Tables
    protocol: Protocol
    blends: Mapping[str, Blend]
    arms: Mapping[str, Any]

    def decoder(self, protocol: Protocol) -> Decoder:
        """A decoder with these protocol numbers."""
        return Decoder(model=self.model, tables=self.tables, protocol=protocol)


def load_shipped(context: Context) -> Shipped:
    """What the stage `generator` left to ship; raises STAGE_INPUT_MISSING."""
    chosen = read_blend(context)
    return Shipped(
        model=load_generator(context.generator / "generator_ship.pt"),
        tables=read_tables(context, "ship", load_items(context.prepare).codes("type")),
        protocol=Protocol(**chosen["protocol"]),
        blends={key: Blend(**weights) for key, weights in chosen["blend"].items()},
        arms=chosen["arms"],
    )


def load_scorers(context: Context) -> Sequence[ModelScorer]:
    """The shipped model, then its arms; raises STAGE_INPUT_MISSING."""
    shipped = load_shipped(context)
    candidates = Candidates(shipped.decoder(shipped.protocol), shipped.blends)
    arms = [
        ModelScorer(
            name="MusicRec" if arm == "full" else f"MusicRec, {arm.replace('_', ' ')}",
            how=HOW[arm],
            candidates=candidates,
            blends=shipped.blends
            if arm == "full"
            else {key: Blend(**arms[arm]["blend"]) for key, arms in shipped.arms.items()},
        )
        for arm in ARMS
    ]
    indifferent = {
        key: replace(blend, frequency=max(0.0, blend.frequency))
        for key, blend in shipped.blends.items()
    }
    if indifferent != shipped.blends:
        arms.append(
            ModelScorer(
                name="MusicRec, seen items not held back",
                how="what ships, without the negative weight of own frequency: where nobody takes "
                "an item twice, that weight alone keeps the history out of a list that may hold it",
                candidates=candidates,
                blends=indifferent,
            )
        )
    return arms


def read_blend(context: Context) -> dict[str, Any]:
    """blend.json; raises STAGE_INPUT_MISSING."""
    path = context.generator / "blend.json"
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING", f"{path} is missing. Run: musicrec train --from generator …"
        ) from error
    return values
