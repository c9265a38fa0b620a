from __future__ import annotations

from musicrec.image_encoder.pictures import drawings


def test_drawings_are_the_same_again_and_differ_from_each_other() -> None:
    first, second = drawings(3), drawings(3)
    assert first.shape == (3, 3, 224, 224)
    assert (first == second).all()
    assert (first[0] != first[1]).any()
