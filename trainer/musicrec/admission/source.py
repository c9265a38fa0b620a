"""A bundle's source with new items in it: to the exporter they are items like all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from musicrec.admission.admit import Catalogue
from musicrec.export.source import Source


def with_new_items(
    source: Source, admitted: Catalogue, columns: Mapping[str, Mapping[str, Any]]
) -> Source:
    """`source` with the catalogue of `admit` and the item table of all its items."""
    features, tables = admitted.features, admitted.tables
    return replace(
        source,
        columns=columns,
        semantic_ids=tables.semantic_ids,
        generator=admitted.model,
        features=replace(
            source.features, text=features.text, image=features.image, present=features.present
        ),
        neighbours=tables.neighbours,
        weights=tables.weights,
        popularity=tables.popularity,
        recent=admitted.recent,
    )
