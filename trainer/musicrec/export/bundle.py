"""A bundle's files from a `Source`, and their way to the disk: all of them or none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from musicrec.errors import MusicRecError
from musicrec.export.encoder import encoder_graph
from musicrec.export.exported import ExportedGenerator
from musicrec.export.fusion import fusion_graph, fusion_weights
from musicrec.export.golden import golden_file
from musicrec.export.graph import serialise
from musicrec.export.items import items_graph
from musicrec.export.level import level_graph
from musicrec.export.manifest import MANIFEST, build_manifest, manifest_bytes
from musicrec.export.networks import Networks
from musicrec.export.parity import FLOOR, Parity, measure_parity
from musicrec.export.reference import Reference, Settings, shipped_tables
from musicrec.export.selftest import selftest_file
from musicrec.export.source import Source
from musicrec.export.tables import (
    BundleFile,
    features_file,
    items_file,
    popularity_file,
    prior_file,
    refuse,
    residuals_file,
    semantic_ids_file,
    whitening_file,
)
from musicrec.export.weights import generator_weights
from musicrec.progress import QUIET, Progress

WeightType = Literal["int8", "float32"]
"""Of the networks' matrices. `int8` is the format; `float32` is to measure int8 against."""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files by name, the manifest, what made the golden file, and how close the networks are."""

    files: Mapping[str, BundleFile]
    manifest: Mapping[str, Any]
    reference: Reference
    parity: Parity


def network_files(source: Source, *, quantised: bool = True) -> dict[str, bytes]:
    """The ONNX files by name. `quantised=False`: float32 matrices."""
    config = source.generator.config
    weights = generator_weights(source.generator)
    models = {
        "items.onnx": items_graph(weights, config, quantised=quantised),
        "encoder.onnx": encoder_graph(weights, config, quantised=quantised),
    }
    for level in range(1, config.levels + 1):
        models[f"level_{level}.onnx"] = level_graph(weights, config, level, quantised=quantised)
    fusion = fusion_weights(source.fusion, source.quantizer)
    models["fusion.onnx"] = fusion_graph(fusion, quantised=quantised)
    return {name: serialise(model) for name, model in models.items()}


def table_files(source: Source) -> dict[str, BundleFile]:
    """The files without networks by name."""
    residuals, _ = source.generator.items.quantised_residual()
    features = source.features
    return {
        "items.json": items_file(source.columns, items=source.items),
        "semantic_ids.bin": semantic_ids_file(
            source.semantic_ids, codebook_size=source.generator.config.codebook_size
        ),
        "prior.bin": prior_file(source.neighbours, source.weights),
        "popularity.bin": popularity_file(source.popularity, source.recent),
        "residuals.bin": residuals_file(residuals.cpu().numpy()),
        "features.bin": features_file(
            features.text,
            features.image,
            features.present,
            text_scale=features.text_scale,
            image_scale=features.image_scale,
        ),
    }


def reference_of(
    source: Source, networks: Mapping[str, bytes], tables: Mapping[str, BundleFile]
) -> Reference:
    """The reference decode over exported networks and shipped tables."""
    residuals, _ = source.generator.items.quantised_residual()
    return Reference(
        model=ExportedGenerator(
            Networks(networks, source.generator.config),
            codes=source.semantic_ids,
            residuals=residuals.cpu().numpy(),
        ),
        tables=shipped_tables(source.semantic_ids, source.columns, tables),
        settings=Settings.of(
            {
                "decoding": source.decoding,
                "prior": source.prior,
                "frequency": source.frequency,
                "blend": source.blend,
                "defaults": source.defaults,
            }
        ),
    )


def build_bundle(
    source: Source,
    *,
    golden_cases: int,
    selftest_cases: int,
    tolerance: float,
    seed: int,
    weights: WeightType = "int8",
    progress: Progress = QUIET,
) -> Bundle:
    """All files of a bundle, in memory; the same source gives the same bytes.

    With `weights` float32 the manifest's protocol says so; residuals stay int8, as they were
    trained. Raises EXPORT_INVALID for what cannot be a bundle.
    """
    networks = network_files(source, quantised=weights == "int8")
    files = table_files(source)
    reference = reference_of(source, networks, files)
    for modality, encoding in source.encodings.items():
        files[f"whitening_{modality}.bin"] = whitening_file(encoding.whitening, encoding.model_mean)
        for name, data in encoding.files.items():
            files[name] = BundleFile(data=data, role="encoder")
    for name, data in networks.items():
        role = "fusion" if name == "fusion.onnx" else "generator"
        files[name] = BundleFile(data=data, role=role)
    files["selftest.json"] = selftest_file(
        reference, cases=selftest_cases, tolerance=tolerance, seed=seed
    )
    files["golden.json"] = golden_file(
        reference,
        source,
        cases=golden_cases,
        tolerance=tolerance,
        seed=seed,
        progress=progress,
    )
    files = {name: files[name] for name in sorted(files)}
    parity = measure_parity(reference, source, seed=seed, progress=progress)
    if parity.overlap < FLOOR:
        raise refuse(
            f"The exported networks give other lists than the trained ones ({parity}).",
            "Train again with more data or epochs; if that does not help, report a bug.",
        )
    protocol = {**source.protocol, "export": parity.as_json()}
    if weights != "int8":
        protocol["weights"] = weights
    manifest = build_manifest(replace(source, protocol=protocol), files)
    return Bundle(files=files, manifest=manifest, reference=reference, parity=parity)


def write_bundle(bundle: Bundle, out: Path) -> None:
    """Put a bundle at `out`, replacing one that is there; a reader never sees half of it.

    What a killed write left beside `out` is cleared away. Raises EXPORT_INVALID where `out` holds
    something that is no bundle.
    """
    partial, former = (out.with_name(f".{out.name}.{kind}") for kind in ("partial", "former"))
    if out.exists() and not (out / MANIFEST).exists() and (out.is_file() or any(out.iterdir())):
        raise MusicRecError(
            "EXPORT_INVALID",
            f"{out} exists and is no bundle; nothing was written. Choose another --out.",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        for name, file in bundle.files.items():
            (partial / name).write_bytes(file.data)
        (partial / MANIFEST).write_bytes(manifest_bytes(bundle.manifest))
        _replace(out, partial, former)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _replace(out: Path, partial: Path, former: Path) -> None:
    shutil.rmtree(former, ignore_errors=True)
    if out.exists():
        out.rename(former)
    try:
        partial.rename(out)
    except OSError:
        if former.exists():
            former.rename(out)
        raise
    shutil.rmtree(former, ignore_errors=True)
