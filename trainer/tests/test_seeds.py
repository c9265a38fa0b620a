from __future__ import annotations

from musicrec.seeds import derive_seed, generator


def test_a_name_has_its_own_stream_and_always_the_same() -> None:
    first, again = generator(1, "a").random(4), generator(1, "a").random(4)
    other, reseeded = generator(1, "b").random(4), generator(2, "a").random(4)
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()
    assert first.tolist() != reseeded.tolist()


def test_seeds_fit_a_signed_64_bit_integer_and_never_change() -> None:
    assert all(0 <= derive_seed(1, number) < 2**63 for number in range(100))
    # A changed derivation would silently change every published number.
    assert derive_seed(1, "cases", "u0", 5) == 265_472_018_878_800_419
