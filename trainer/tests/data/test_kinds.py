from __future__ import annotations

from pathlib import Path

import pytest

from musicrec.data.kinds import Kind, count_kinds
from musicrec.data.schema import NEGATIVE_KINDS


@pytest.mark.parametrize(
    "kind",
    [
        *("refund", "Returned", "canceled", "CANCELLED", "dislike"),
        *("remove_from_cart", "Remove from cart", "removeFromCart"),
        *("Storno", "stornierung", "Retoure", "RÜCKSENDUNG", "Ruecksendung"),
        *("annulé", "ANNULE", "devolución", "devolucion", "zwrot"),
    ],
)
def test_what_is_no_wish_is_left_out_in_any_spelling(kind: str) -> None:
    assert count_kinds([kind]) == [Kind(kind, 1, learned=False)]


@pytest.mark.parametrize("kind", ["", "purchase", "Kauf", "view", "add_to_cart", "like", "購入"])
def test_other_kinds_are_learned_from(kind: str) -> None:
    assert count_kinds([kind]) == [Kind(kind, 1, learned=True)]


def test_kinds_with_most_rows_come_first() -> None:
    kinds = count_kinds(["b", "a ", "a", "c"], left_out=["A"])
    assert kinds == [Kind("a", 2, False), Kind("b", 1, True), Kind("c", 1, True)]


def test_the_readme_lists_what_is_left_out() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for language, words in NEGATIVE_KINDS.items():
        assert f"| {language} | {', '.join(words)} |" in readme
