"""The bundle's files without networks: binary arrays and the item table, as bytes.

Layouts are those of docs/bundle-format.md: little-endian, arrays at multiples of 4, row = item
index. Nothing here touches the disk.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.features.whitening import Whitening

ALIGNMENT = 4
DTYPES = {"uint8", "int8", "uint16", "uint32", "float32"}
LARGEST_WEIGHT = 255
LEVEL_BITS = 8


@dataclass(frozen=True, kw_only=True)
class BundleFile:
    """A file's bytes, its role, and where its arrays are."""

    data: bytes
    role: str
    arrays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def refuse(what: str, next_step: str) -> MusicRecError:
    """EXPORT_INVALID: what is wrong with the inputs of a bundle, and what to do."""
    return MusicRecError("EXPORT_INVALID", f"{what} {next_step}")


def json_bytes(value: object, *, indent: int | None = None, sort: bool = False) -> bytes:
    """JSON in UTF-8 that every parser reads: no NaN, no lone surrogates."""
    try:
        text = json.dumps(
            value,
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
            indent=indent,
            sort_keys=sort,
        )
        return text.encode("utf-8")
    except (ValueError, TypeError) as error:
        raise refuse(
            f"A value cannot be written as JSON: {error}.",
            "Look for infinite numbers or broken text in the shop's tables and in report.json.",
        ) from error


def pack_arrays(
    arrays: Mapping[str, NDArray[Any]], *, role: str, scales: Mapping[str, float] | None = None
) -> BundleFile:
    """Arrays one after the other, each at a multiple of 4; `scales` of those that have one."""
    data = bytearray()
    specs: dict[str, dict[str, Any]] = {}
    for name, array in arrays.items():
        if array.dtype.name not in DTYPES:
            raise TypeError(f"{name} is {array.dtype}, which the bundle format does not know")
        data.extend(b"\0" * (-len(data) % ALIGNMENT))
        specs[name] = {
            "dtype": array.dtype.name,
            "shape": list(array.shape),
            "offset": len(data),
        }
        if scales is not None and name in scales:
            specs[name]["scale"] = float(scales[name])
        data.extend(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return BundleFile(data=bytes(data), role=role, arrays=specs)


def array_in(file: BundleFile, name: str) -> NDArray[Any]:
    """An array of a binary file, a copy."""
    spec = file.arrays[name]
    dtype = np.dtype(spec["dtype"]).newbyteorder("<")
    count = math.prod(spec["shape"])
    flat = np.frombuffer(file.data, dtype, count=count, offset=spec["offset"])
    return flat.reshape(spec["shape"]).astype(spec["dtype"])


def pack_ids(codes: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(N, L) codes → (N) packed semantic IDs, level 1 most significant."""
    packed = np.zeros(len(codes), np.uint32)
    for level in range(codes.shape[1]):
        packed = (packed << np.uint32(LEVEL_BITS)) | codes[:, level].astype(np.uint32)
    return packed


def unpack_ids(packed: NDArray[np.uint32], levels: int) -> NDArray[np.uint8]:
    """(N) packed semantic IDs → (N, L) codes."""
    shifts = [LEVEL_BITS * (levels - 1 - level) for level in range(levels)]
    return np.stack([(packed >> np.uint32(shift)) & 0xFF for shift in shifts], 1).astype(np.uint8)


def semantic_ids_file(codes: NDArray[np.uint8], *, codebook_size: int) -> BundleFile:
    """semantic_ids.bin of codes (N, L); raises EXPORT_INVALID for double IDs or codes too large."""
    if codes.size and int(codes.max()) >= codebook_size:
        raise refuse(
            f"A semantic ID holds the code {int(codes.max())}, but a codebook has "
            f"{codebook_size} codes.",
            "Run: musicrec train --from tokenizer …",
        )
    packed = pack_ids(codes)
    distinct = len(np.unique(packed))
    if distinct != len(packed):
        raise refuse(
            f"{len(packed) - distinct} items share a semantic ID with another item.",
            "Run: musicrec train --from tokenizer …",
        )
    return pack_arrays({"semantic_ids": packed}, role="core")


def prior_file(neighbours: NDArray[np.int32], weights: NDArray[np.float32]) -> BundleFile:
    """prior.bin of neighbours (N, K) item indices padded with −1, and their weights (N, K) ≥ 0.

    Rows are sorted by descending stored weight, then index. A neighbour whose weight rounds to 0 is
    no neighbour.
    """
    count = len(neighbours)
    if neighbours.shape != weights.shape or (neighbours >= count).any():
        raise refuse(
            f"The prior has neighbours {neighbours.shape} and weights {weights.shape}, or names "
            f"an item beyond {count}.",
            "Run: musicrec train --from features …",
        )
    used = neighbours >= 0
    values = np.where(used, weights, 0).astype(np.float32)
    if not np.isfinite(values).all() or (values < 0).any():
        raise refuse("The prior holds weights that are negative or not finite.", "Train again.")
    scale = values.max(axis=1, initial=0) / np.float32(LARGEST_WEIGHT)
    scale = np.where(scale > 0, scale, 1).astype(np.float32)
    steps = np.rint(values / scale[:, None]).astype(np.int64)
    used &= steps > 0
    # Unused places go last; lexsort's last key is the first criterion.
    order = np.lexsort((neighbours, -steps, ~used), axis=1)
    dtype = _dtype_for(count)
    stored = np.where(used, neighbours, np.iinfo(dtype).max).astype(dtype)
    return pack_arrays(
        {
            "neighbours": np.take_along_axis(stored, order, 1),
            "weights": np.take_along_axis(np.where(used, steps, 0), order, 1).astype(np.uint8),
            "scales": scale,
        },
        role="core",
    )


def popularity_file(popularity: NDArray[np.float32], recent: NDArray[np.float32]) -> BundleFile:
    """popularity.bin of visits holding each item, (N) ever and (N) in the log's last weeks.

    Raises EXPORT_INVALID for what is no count.
    """
    arrays = {"popularity": popularity, "recent": recent}
    for name, values in arrays.items():
        if not np.isfinite(values).all() or (values < 0).any() or (values % 1 != 0).any():
            raise refuse(f"{name} holds other numbers than counts of visits.", "Train again.")
    return pack_arrays(
        {name: values.astype(_dtype_for(values.max(initial=0))) for name, values in arrays.items()},
        role="core",
    )


def _dtype_for(largest: float) -> type[np.unsignedinteger]:
    """The smaller type that holds whole numbers up to `largest`."""
    return np.uint16 if largest <= np.iinfo(np.uint16).max else np.uint32


def residuals_file(residuals: NDArray[np.int8]) -> BundleFile:
    """residuals.bin of the raw int8 residuals (N, R)."""
    return pack_arrays({"residuals": residuals.astype(np.int8)}, role="generator")


def features_file(
    text: NDArray[np.int8],
    image: NDArray[np.int8],
    present: NDArray[np.uint8],
    *,
    text_scale: float,
    image_scale: float,
) -> BundleFile:
    """features.bin of whitened features (N, A) of text and image, and which an item has, (N, 2)."""
    return pack_arrays(
        {
            "text": text.astype(np.int8),
            "image": image.astype(np.int8),
            "present": present.astype(np.uint8),
        },
        role="features",
        scales={"text": text_scale, "image": image_scale},
    )


def items_file(columns: Mapping[str, Mapping[str, Any]], *, items: int) -> BundleFile:
    """items.json; raises EXPORT_INVALID for a table that docs/bundle-format.md does not allow."""
    for name in ("id", "title"):
        if columns.get(name, {}).get("kind") != "text":
            raise refuse(
                f"The item table has no text column {name}.", "Run: musicrec train --from prepare …"
            )
    for name, column in columns.items():
        _check_column(name, column, items)
    ids = columns["id"]["values"]
    if len(set(ids)) != len(ids) or "" in ids:
        raise refuse("Item IDs are empty or repeat.", "Run: musicrec validate on the shop.")
    kept = _without_local_pictures(columns)
    # Longest first: to whoever compresses the file, titles and IDs are then mostly copies.
    order = sorted(kept, key=lambda name: -len(json_bytes(kept[name])))
    return BundleFile(
        data=json_bytes({"columns": {name: kept[name] for name in order}}), role="core"
    )


def _without_local_pictures(
    columns: Mapping[str, Mapping[str, Any]],
) -> dict[str, Mapping[str, Any]]:
    """Picture files of the trainer's disk are no addresses of a page: only web ones are kept."""
    kept = dict(columns)
    image = kept.get("image")
    if image is None or image["kind"] != "text":
        return kept
    values = [
        value if value.startswith(("https://", "http://")) else "" for value in image["values"]
    ]
    if any(values):
        kept["image"] = {"kind": "text", "values": values}
    else:
        del kept["image"]
    return kept


def _check_column(name: str, column: Mapping[str, Any], items: int) -> None:
    kind = column.get("kind")
    values: Sequence[Any] = column.get("codes" if kind == "category" else "values", ())
    if kind == "text":
        fits = all(isinstance(value, str) for value in values)
    elif kind == "number":
        fits = all(value is None or _is_finite(value) for value in values)
    elif kind == "boolean":
        fits = all(isinstance(value, bool) for value in values)
    elif kind == "category":
        names = column.get("names", ())
        fits = all(isinstance(entry, str) for entry in names) and all(
            isinstance(code, int) and -1 <= code < len(names) for code in values
        )
    else:
        fits = False
    if not fits or len(values) != items:
        raise refuse(
            f"The column {name} of the item table is no {kind} column of {items} rows.",
            "Run: musicrec train --from prepare …",
        )


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def whitening_file(
    whitening: Whitening, model_mean: NDArray[np.float32] | None = None
) -> BundleFile:
    """mean (D) and matrix (D, 64) that turn a raw embedding into features.

    `model_mean` (D), where there is one, stands for `mean` in a page that runs the model itself.
    """
    arrays = {"mean": whitening.mean, "matrix": whitening.matrix}
    if model_mean is not None:
        arrays["model_mean"] = model_mean
    return pack_arrays(arrays, role="encoding")
