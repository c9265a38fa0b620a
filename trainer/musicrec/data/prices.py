"""Prices as shops write them: the number of a text, and the currency that their signs name.

Nothing is converted: a shop has one currency. What shop.yaml says of it goes before any sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

ASSUMED = "USD"
"""The currency of prices that name none, where shop.yaml names none either."""
PRICE = re.compile(r"-?\d[\d.,\s']*(?:[eE][+-]?\d+)?", re.ASCII)
WORD = re.compile(r"(?:[^\W\d_]*[$])|[^\W\d_]+")

DASH = re.compile("\\s*[-\u2013\u2014]")

DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP")
# A sign that several countries use: the first is taken where shop.yaml says none, with a warning.
SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "eur": ("EUR",),
    "euro": ("EUR",),
    "euros": ("EUR",),
    "$": DOLLARS,
    "us$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "hk$": ("HKD",),
    "nt$": ("TWD",),
    "mx$": ("MXN",),
    "r$": ("BRL",),
    "£": ("GBP", "EGP"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "lei": ("RON",),
    "лв": ("BGN",),
    "руб": ("RUB",),
    "円": ("JPY",),
    "元": ("CNY",),
}
CODES = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW "
    "MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD "
    "UYU VND ZAR".split()
)


def parse_price(text: str, decimal: str = ".") -> float | None:
    """A price, with or without a currency, or None: "9.99", "9.99 USD", "1,299.00", "1.249,-".

    `decimal`: the file's decimal sign (`choose_decimal`), for "1.249", which says too little alone.
    """
    found = _number(text)
    if found is None:
        return None
    number, sign = found
    sign = sign or decimal
    whole, _, part = number.rpartition(sign) if sign in number else (number, "", "")
    groups = re.split("[.,]", whole)
    if sign in whole or any(len(group) != 3 for group in groups[1:]):
        return None
    try:
        price = float(f"{''.join(groups)}.{part or 0}")
    except ValueError:
        return None
    return price if 0 <= price < 1e9 else None


def choose_decimal(prices: Iterable[str]) -> tuple[str, list[str]]:
    """The decimal sign of most prices that show theirs, and the prices that stay unclear.

    Unclear are "1.249" and "3,499" where no other price shows a sign, or others show both; they are
    read by the sign all the same, which is "." then.
    """
    votes: Counter[str] = Counter()
    silent: list[str] = []
    for text in prices:
        if parse_price(text) is None:
            continue
        number, sign = _number(text) or ("", None)
        if sign:
            votes[sign] += 1
        elif "." in number or "," in number:
            silent.append(text)
    decimal = "," if votes[","] > votes["."] else "."
    return decimal, silent if len(votes) != 1 else []


def _number(text: str) -> tuple[str, str | None] | None:
    """The one number of a text, and its decimal sign where it shows it; None for no such number."""
    found = list(PRICE.finditer(text))
    if len(found) != 1:
        return None
    spaced = found[0].group().strip()
    number = re.sub(r"[\s']", "", spaced)
    bare = number.rstrip(".,")
    if bare != number and DASH.match(text, found[0].end()):
        return bare, number[-1]  # 1.249,- or 20.–
    signs = re.findall("[.,]", bare)
    if len(signs) == 0:
        return bare, None
    if len(set(signs)) == 2:
        return bare, signs[-1]
    other = "," if signs[0] == "." else "."
    if len(signs) > 1:
        return bare, other  # 1.299.000
    # One sign before three digits may part thousands, unless what is before it could not end there.
    unclear = re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", spaced.rstrip(".,"))
    return bare, None if unclear else signs[0]


def currencies_of(text: str) -> tuple[str, ...]:
    """The currencies that a price's sign or code may mean, the likeliest first; () for none."""
    rest = PRICE.sub(" ", text)
    signs = [letter for letter in rest if unicodedata.category(letter) == "Sc" and letter != "$"]
    for word in [*signs, *WORD.findall(rest)]:
        if word in CODES:
            return (word,)
        if word.lower() in SIGNS:
            return SIGNS[word.lower()]
    return ()


def choose_currency(prices: Iterable[str], setting: str | None) -> tuple[str | None, str | None]:
    """What the signs of a shop's prices add to shop.yaml's `setting`: a currency, a warning.

    The currency is None where there is a setting, or nothing clear to go by: it is `ASSUMED` then.
    """
    named: dict[tuple[str, ...], str] = {}
    some = False
    for text in prices:
        some = True
        named.setdefault(currencies_of(text), text)
    named.pop((), None)
    if not some:
        return None, None
    if setting is not None:
        other = [text for codes, text in named.items() if setting not in codes]
        said = f"prices such as {other[0][:20]!r} are not in {setting}, " if other else None
        return None, said and f"{said}which shop.yaml names: write the currency they are in"
    write = "write `currency: EUR` (or what it is) into shop.yaml"
    if not named:
        return None, f"prices have no currency; {ASSUMED} is assumed; {write}"
    common = [code for code in next(iter(named)) if all(code in codes for codes in named)]
    first = next(iter(named.values()))[:20]
    if not common:
        second = list(named.values())[1][:20]
        return None, (
            f"prices name several currencies, such as {first!r} and {second!r}; {ASSUMED} is "
            f"assumed; {write}"
        )
    if len(common) > 1:
        return common[0], (
            f"prices such as {first!r} may be in {', '.join(common[:4])}; {common[0]} is assumed; "
            f"{write}"
        )
    return common[0], None
