"""Which known items a new one is like, by features and by words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from musicrec.admission.kin import EMBEDDED, Content, find_kin
from musicrec.admission.words import Words

TEXTS = ["Oak chair, small", "Oak table", "Tin box", "Tin box, large"]


def content(whitened: np.ndarray, texts: list[str]) -> Content:
    words = Words.of(TEXTS)
    return Content(whitened=whitened.astype(np.float32), words=words.weigh(texts))


KNOWN = content(np.eye(4), TEXTS)


def test_words_are_of_length_one_and_the_rare_count_more() -> None:
    words = Words.of(TEXTS)
    rows = words.weigh([*TEXTS, "", "nothing known", "oak small"])
    length = np.sqrt((rows * rows).sum(axis=1))
    assert length == pytest.approx([1, 1, 1, 1, 0, 0, 1], abs=1e-6)
    both = rows[[6]].toarray()[0]
    assert both[words.column["small"]] > both[words.column["oak"]] > 0


def test_kin_are_by_features_where_there_are_no_words() -> None:
    kin = find_kin(content(np.array([[0.6, 0, 0.8, 0]]), [""]), KNOWN, count=2)
    assert kin.rows.tolist() == [[2, 0]]
    assert kin.weights == pytest.approx(EMBEDDED * np.array([[0.8, 0.6]]), abs=1e-6)
    assert kin.sharpened(2).weights == pytest.approx(np.array([[0.64, 0.36]]), abs=1e-6)


def test_kin_are_by_words_too() -> None:
    kin = find_kin(content(np.zeros((1, 4)), ["Tin box, huge"]), KNOWN, count=3)
    assert kin.rows[0, 0] == 2
    assert set(kin.rows[0, :2].tolist()) == {2, 3}
    mixed = kin.sharpened(1).mix(np.arange(8, dtype=np.float32).reshape(4, 2))
    assert 4 < mixed[0, 0] < 6


def test_what_is_like_nothing_has_no_kin() -> None:
    new = content(np.array([[0, 0, 0, 0], [-1, 0, 0, 0]]), ["", "unheard of"])
    kin = find_kin(new, KNOWN, count=3)
    assert not kin.weights.any()
    assert not kin.sharpened(4).weights.any()


def test_likeness_to_a_history_adds_up() -> None:
    new = content(np.array([[0, 0, 1, 0]]), ["Tin box"])
    sources = sparse.csr_array(np.array([[0, 0, 1, 0.5], [1, 0, 0, 0]], np.float32))
    led = new.led_from(sources, KNOWN)
    assert led[0, 0] == pytest.approx(
        EMBEDDED + 1 + 0.5 * float((new.words @ KNOWN.words[[3]].T).toarray()[0, 0]), abs=1e-5
    )
    assert led[1, 0] == 0
