"""A few items with what lies nearest, and their semantic IDs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.export.tables import array_in
from musicrec.report.facts import Facts, bundle_file
from musicrec.report.figures import semantic_id
from musicrec.report.markup import Markup, tag
from musicrec.report.neighbours import nearest, sample_rows
from musicrec.report.tables import section


def likeness(facts: Facts) -> Markup:
    """A card an item."""
    what, vectors = facts.vectors
    file = bundle_file(facts.folder, facts.manifest, "popularity.bin")
    rows = sample_rows(array_in(file, "popularity").astype(np.float32))
    cards = [_card(facts, int(row), vectors) for row in rows]
    return section(
        "likeness",
        "What lies near what",
        tag("div", *cards, class_="cards"),
        lead=f"Items from the commonest to the rarest, with the largest cosines of the {what}. "
        "Codes shared from the first on are bold.",
    )


def _card(facts: Facts, row: int, vectors: NDArray[np.float32]) -> Markup:
    near = [
        tag(
            "li",
            tag("span", facts.title(found.item), class_="title"),
            _codes(facts.codes[found.item].tolist(), found.shared),
            tag("span", f"{found.cosine:.2f}", class_="n"),
        )
        for found in nearest(row, vectors, facts.codes)
    ]
    return tag(
        "article",
        tag("h3", facts.title(row)),
        tag("p", semantic_id(facts.codes[row].tolist()), class_="id"),
        tag("ol", *near),
    )


def _codes(codes: list[int], shared: int) -> Markup:
    same, other = codes[:shared], codes[shared:]
    between = " · " if same and other else ""
    return tag("span", tag("b", semantic_id(same)), f"{between}{semantic_id(other)}", class_="id")
