"""The spellings of a package size, and the rules that hold for any text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grocery.size import Size, parse_size, plain

SPELLINGS = [
    ("12 OZ", "12 oz"),
    ("5.50 OZ", "5.5 oz"),
    (".5 OZ", "0.5 oz"),
    ("1.0 GA", "1 gal"),
    ("1 GALON", "1 gal"),
    ("HALF GAL", "1/2 gal"),
    ("1/2 GAL", "1/2 gal"),
    ("PT", "1 pt"),
    ("1 DZ", "1 dozen"),
    ("A D   1 DZ", "1 dozen"),
    ("L    9 OZ", "9 oz"),
    ("N  2.25 OZ", "2.25 oz"),
    ("L16 5/8 OZ", "16.625 oz"),
    ("(600) 4 LB", "4 lb"),
    ("22515 32 OZ", "32 oz"),
    ("15 00 OZ", "15 oz"),
    ("4. 5 OZ", "4.5 oz"),
    ("10. OZ", "10 oz"),
    ("16 OZS.", "16 oz"),
    ("12 FL OZ", "12 fl oz"),
    ("20 OZ PET", "20 oz"),
    ("1 3/4 OZ", "1.75 oz"),
    ("7-3/4 OZ", "7.75 oz"),
    ("3/4 OZ", "0.75 oz"),
    ("6/12 OZ", "6 x 12 oz"),
    ("6/16 OZ 4 PK", "6 x 16 oz"),
    ("2/7 OZ", "2 x 7 oz"),
    ("6-12 OZ", "6 x 12 oz"),
    ("2 - 7.5 OZ", "2 x 7.5 oz"),
    ("6 PK/12 OZ", "6 x 12 oz"),
    ("12 OZ/6 PK", "6 x 12 oz"),
    ("4 PK 5.48 OZ", "4 x 5.48 oz"),
    ("12 PK/12 0 Z", "12 x 12 oz"),
    ("24 PK/.5 LRT", "24 x 0.5 L"),
    ("2416.9 OZ", "24 x 16.9 oz"),
    ("405.6 OZ", "24 x 16.9 oz"),
    ("12 CT/16 OZ", "12 ct, 16 oz"),
    ("12 CT/19.2 Z", "12 ct, 19.2 oz"),
    ("12 CT/16.5", "12 ct, 16.5 oz"),
    ("10.5 OZ(6)", "6 ct, 10.5 oz"),
    ("3 OZ(15 SL)", "3 oz"),
    ("2 LB(32 OZ)", "2 lb"),
    ("8 QT/2 LB", "2 lb"),
    ("2 QT/.19 OZ", "0.19 oz"),
    ("20 CT/13 GAL", "20 ct, 13 gal"),
    ("10 CT/GAL", "10 ct, 1 gal"),
    ("160 CT 3 PK", "3 x 160 ct"),
    ("3 PK/100 CT", "3 x 100 ct"),
    ("120 LD/211 Z", "120 loads"),
    ("2 T-3 T/29 CT", "29 ct, 2T-3T"),
    ("80 CT/SZ 5", "80 ct, size 5"),
    ("SIZE 1", "size 1"),
    ("32 CT/81 MG", "32 ct, 81 mg"),
    ("MED/30 PK", "30 pack, medium"),
    ("22 X28 IN", "22 x 28 in"),
    ("1 IN X 24 IN", "1 x 24 in"),
    ("10 STEM", "10 stems"),
]
NO_SIZE = [
    "",
    "10000L",
    "CTN",
    "PK",
    "KIT",
    "1 CT",
    "EA",
    "LB",
    "L",
    "816660  PK",
    "14-18 CT",
    "18-22 LB",
    "UNDER 15 LB",
    "1-1.2 LB",
    "MEN 7-13",
    "0 OZ",
]


@pytest.mark.parametrize(("text", "label"), SPELLINGS)
def test_a_spelling_gives_its_label(text: str, label: str) -> None:
    size = parse_size(text)
    assert size is not None
    assert size.label == label


@pytest.mark.parametrize("text", NO_SIZE)
def test_text_that_says_nothing_gives_no_size(text: str) -> None:
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 LB", "16 OZ"),
        ("16 OZ", "16 FL OZ"),
        ("1/2 GAL", "64 OZ"),
        ("2 QT", "64 OZ"),
        ("2 L", "2000 ML"),
        ("12 CT", "12 PK"),
        ("1 DZ", "12 CT"),
        ("6 PK/12 OZ", "6/12 OZ"),
        ("5.50 OZ", "5.5 OZ"),
    ],
)
def test_the_same_amount_has_one_key(one: str, other: str) -> None:
    first, second = parse_size(one), parse_size(other)
    assert first is not None
    assert second is not None
    assert first.key == second.key


@given(st.text(max_size=30))
def test_any_text_is_read_without_error(text: str) -> None:
    size = parse_size(text)
    assert size is None or (size.label and size.key and size.label.isascii())


@given(st.text("0123456789 ./-()XOZLBCTPKGADINQ", max_size=14))
def test_a_label_reads_as_the_size_it_names(text: str) -> None:
    size = parse_size(text)
    if size is not None:
        again = parse_size(size.label)
        assert again is not None
        assert again.key == size.key


@given(
    st.decimals("0.01", "900", places=2),
    st.sampled_from(["OZ", "LB", "L", "ML", "QT", "GAL", "SQ FT"]),
    st.integers(0, 4),
)
def test_blanks_case_and_trailing_zeros_change_nothing(
    amount: Decimal, unit: str, blanks: int
) -> None:
    neat = parse_size(f"{plain(amount)} {unit}")
    wild = parse_size(" " * blanks + f"{amount:.3f}" + " " * blanks + unit.lower() + " ")
    assert neat is not None
    assert wild is not None
    assert neat.key == wild.key


@given(st.integers(2, 48), st.decimals("0.5", "34", places=1))
def test_a_multipack_keeps_count_and_amount(count: int, amount: Decimal) -> None:
    size = parse_size(f"{count} PK/{amount} OZ")
    assert size == Size(count, amount, "oz", each=True)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**6, places=3))
def test_plain_numbers_have_no_tail(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text or "0") == value
    assert not ("." in text and text.endswith("0"))
