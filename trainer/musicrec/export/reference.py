"""The reference decode over exported networks and shipped tables: a bundle, answering calls.

Built while a bundle is written (for golden files and parity), or read from one on disk (for tests
and `describe`). It is the twin of the engine, not a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.export.exported import ExportedGenerator
from musicrec.export.manifest import read_manifest
from musicrec.export.networks import Networks
from musicrec.export.tables import BundleFile, array_in, unpack_ids
from musicrec.generator.call import Call
from musicrec.generator.decode import Blend, Decoder, Ranking
from musicrec.generator.model import GeneratorConfig
from musicrec.generator.terms import Protocol, Tables


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What of a manifest steers a list: the decoder's numbers, blends by key, type caps by kind."""

    protocol: Protocol
    blend: Mapping[str, Blend]
    per_type: Mapping[str, int]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Settings:
        """From a manifest, or from its sections of the same names."""
        decoding, prior, frequency = (manifest[key] for key in ("decoding", "prior", "frequency"))
        return cls(
            protocol=Protocol(
                beam_width=decoding["beam_width"],
                extra_candidates=decoding["extra_candidates"],
                epsilon=prior["epsilon"],
                visit_decay=prior["visit_decay"],
                max_sources=prior["max_sources"],
                half_life_days=frequency["half_life_days"],
                days_per_visit=frequency["days_per_visit"],
            ),
            blend={key: Blend(**weights) for key, weights in manifest["blend"].items()},
            per_type={kind: entry["per_type"] for kind, entry in manifest["defaults"].items()},
        )

    def rank(
        self, decoder: Decoder, call: Call, *, count: int, encoded: tuple[Any, Any]
    ) -> Ranking:
        """A list with the blend and the type cap that the manifest has for the call."""
        return decoder.recommend(
            call,
            blend=self.blend[call.blend_key],
            count=count,
            per_type=self.per_type[call.kind],
            encoded=encoded,
        )


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One bundle."""

    model: ExportedGenerator
    tables: Tables
    settings: Settings

    @cached_property
    def decoder(self) -> Decoder:
        """The decode of `generator/decode.py` on the exported networks."""
        return Decoder(model=self.model, tables=self.tables, protocol=self.settings.protocol)

    def ranking(self, call: Call, *, count: int) -> Ranking:
        """The list that the engine gives for a call without a filter."""
        encoded = self.model.encode_call(call)
        return self.settings.rank(self.decoder, call, count=count, encoded=encoded)

    @classmethod
    def read(cls, folder: Path) -> Reference:
        """A bundle on disk; raises FILE_MISSING, BUNDLE_INVALID."""
        manifest = read_manifest(folder)
        files = {
            name: BundleFile(
                data=(folder / name).read_bytes(),
                role=entry["role"],
                arrays=entry.get("arrays", {}),
            )
            for name, entry in manifest["files"].items()
            if name.endswith(".bin")
        }
        levels = manifest["semantic_ids"]["levels"]
        codes = unpack_ids(array_in(files["semantic_ids.bin"], "semantic_ids"), levels)
        columns = json.loads((folder / "items.json").read_bytes())["columns"]
        return cls(
            model=ExportedGenerator(
                Networks.read(folder, config_of(manifest)),
                codes=codes,
                residuals=array_in(files["residuals.bin"], "residuals"),
            ),
            tables=shipped_tables(codes, columns, files),
            settings=Settings.of(manifest),
        )


def config_of(manifest: Mapping[str, Any]) -> GeneratorConfig:
    """The generator's sizes; `ffn` is not in a manifest and no reader needs it."""
    model = {key: value for key, value in manifest["model"].items() if key != "objectives"}
    return GeneratorConfig(
        levels=manifest["semantic_ids"]["levels"],
        codebook_size=manifest["semantic_ids"]["codebook_size"],
        objectives=tuple(manifest["model"]["objectives"]),
        **model,
    )


def shipped_tables(
    semantic_ids: NDArray[np.uint8],
    columns: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, BundleFile],
) -> Tables:
    """The tables as a reader of the bundle has them: the prior's weights rounded."""
    prior = files["prior.bin"]
    neighbours = array_in(prior, "neighbours")
    unused = neighbours == np.iinfo(neighbours.dtype).max
    weights = array_in(prior, "weights").astype(np.float64)
    types = columns.get("type", {})
    codes = types["codes"] if types.get("kind") == "category" else [-1] * len(semantic_ids)
    return Tables(
        semantic_ids=semantic_ids,
        types=np.asarray(codes, np.int64),
        neighbours=np.where(unused, -1, neighbours.astype(np.int64)),
        weights=weights * array_in(prior, "scales")[:, None].astype(np.float64),
        popularity=array_in(files["popularity.bin"], "popularity").astype(np.float32),
    )
