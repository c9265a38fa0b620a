from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicrec.data.prices import choose_currency, choose_decimal, currencies_of, parse_price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("9.99", 9.99),
        ("9.99 USD", 9.99),
        ("$1,299.00", 1299.0),
        ("1.299,00 €", 1299.0),
        ("4,50", 4.5),
        ("1,299", 1299.0),
        ("1,299,000", 1299000.0),
        ("0", 0.0),
        ("-1", None),
        ("free", None),
        ("1.2.3", None),
        ("1.299.000", 1299000.0),
        ("1 299,5 kr", 1299.5),
        ("9.99 / 12.99", None),
        ("1e12", None),
        ("1.249,-", 1249.0),
        ("1.249,– €", 1249.0),
        ("CHF 20.-", 20.0),
        ("0,500", 0.5),
        ("1 249,500", 1249.5),
        ("1234,567", 1234.567),
    ],
)
def test_prices(text: str, price: float | None) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize(
    ("prices", "decimal", "unclear", "read"),
    [
        (["1.249", "12,90"], ",", [], 1249.0),
        (["1.249", "1.100,-"], ",", [], 1249.0),
        (["1.249", "12.90", "free"], ".", [], 1.249),
        (["3,499", "12.90"], ".", [], 3499.0),
        (["3,499", "12,90"], ",", [], 3.499),
        (["3,499", "12"], ".", ["3,499"], 3499.0),
        (["1.249", "12,90", "13,90", "3.5"], ",", ["1.249"], 1249.0),
        (["1.249.000"], ",", [], 1249000.0),
    ],
)
def test_prices_that_are_clear_tell_how_the_others_are_read(
    prices: list[str], decimal: str, unclear: list[str], read: float
) -> None:
    assert choose_decimal(prices) == (decimal, unclear)
    assert parse_price(prices[0], decimal) == read


@given(st.text(max_size=30))
def test_a_price_is_a_small_number_or_nothing(text: str) -> None:
    price = parse_price(text)
    assert price is None or 0 <= price < 1e9


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("12,84 €", "EUR"),
        ("EUR 3.50", "EUR"),
        ("3.50 euro", "EUR"),
        ("CHF 4.90", "CHF"),
        ("$5", "USD"),
        ("CA$ 5", "CAD"),
        ("19,90 zł", "PLN"),
        ("1 299 kr", "SEK"),
        ("12.84", None),
        ("ab 12.84 pro Stück", None),
    ],
)
def test_a_sign_names_a_currency(text: str, currency: str | None) -> None:
    assert next(iter(currencies_of(text)), None) == currency


@pytest.mark.parametrize(
    ("prices", "setting", "found", "says"),
    [
        (["12,84 €", "EUR 3.50", "7"], None, "EUR", None),
        (["12,84 €"], "EUR", None, None),
        (["12 kr"], "NOK", None, None),
        (["12,84", "3.50"], "EUR", None, None),
        ([], None, None, None),
        (["12,84"], None, None, "no currency; USD is assumed; write `currency: EUR`"),
        (["12 €", "13 £"], None, None, "several currencies, such as '12 €' and '13 £'"),
        (["12 kr"], None, "SEK", "may be in SEK, NOK, DKK, ISK; SEK is assumed"),
        (["12 kr", "NOK 13"], None, "NOK", None),
        (["12,84 €"], "USD", None, "'12,84 €' are not in USD, which shop.yaml names"),
    ],
)
def test_signs_and_setting_choose_the_currency(
    prices: list[str], setting: str | None, found: str | None, says: str | None
) -> None:
    currency, warning = choose_currency(prices, setting)
    assert currency == found
    assert (warning is None) == (says is None)
    assert says is None or (warning is not None and says in warning)
