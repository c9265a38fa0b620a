"""A package size: reads the log's free text ("6 PK/12 OZ", "1.0 GA", "L    9 OZ") into numbers.

It is the only place that knows how sizes are spelled. It does not decide whether a size means
anything to a shopper (see `case_size.py`) and never guesses: text that says nothing gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import gcd

# Spelling -> unit. What can follow a number, in any of the log's abbreviations or our own labels.
_UNITS = {
    "OZ": "oz", "OZS": "oz", "Z": "oz", "O": "oz", "OUNCE": "oz",
    "FL OZ": "fl oz", "REC OZ": "oz",
    "LB": "lb", "LBS": "lb",
    "GAL": "gal", "GA": "gal", "GALON": "gal", "GALLON": "gal",
    "QT": "qt", "PT": "pt",
    "L": "L", "LT": "L", "LTR": "L", "LRT": "L", "LITER": "L",
    "ML": "ml", "G": "g", "GM": "g", "GR": "g", "KG": "kg", "MG": "mg",
    "CT": "ct", "COUNT": "ct", "EA": "ct", "EACH": "ct", "CARD": "ct",
    "PK": "pack", "PKS": "pack", "PACK": "pack", "P": "pack", "BAR": "pack", "BARS": "pack",
    "PC": "pc", "PCS": "pc",
    "ROLL": "rolls", "ROLLS": "rolls",
    "DZ": "dozen", "DOZ": "dozen", "DOZEN": "dozen",
    "SQ FT": "sq ft", "FT": "ft", "IN": "in", "YD": "yd", "YDS": "yd", "CM": "cm", "MM": "mm",
    "LOAD": "loads", "LOADS": "loads", "LD": "loads", "LDS": "loads",
    "STEM": "stems", "STEMS": "stems", "CUP": "cups", "CUPS": "cups",
    "SHEET": "sheets", "SHEETS": "sheets", "USE": "uses", "USES": "uses",
    "DOSE": "doses", "DOSES": "doses",
}  # fmt: skip

# Unit -> (what it is compared in, how many of those). Weight and volume ounces are one scale
# because the log writes both as OZ; litres and grams are not converted.
_BASE = {
    "oz": ("oz", "1"), "fl oz": ("oz", "1"), "lb": ("oz", "16"),
    "pt": ("oz", "16"), "qt": ("oz", "32"), "gal": ("oz", "128"),
    "L": ("ml", "1000"), "ml": ("ml", "1"), "kg": ("g", "1000"), "g": ("g", "1"),
    "pack": ("ct", "1"), "pc": ("ct", "1"), "rolls": ("ct", "1"), "ct": ("ct", "1"),
    "dozen": ("ct", "12"),
}  # fmt: skip

_COUNTED = ("ct", "pack", "pc", "rolls", "dozen")
_LENGTHS = ("ft", "in", "yd", "cm", "mm")
_MEASURE_PREFERENCE = (
    "loads", "oz", "fl oz", "lb", "g", "kg", "L", "ml", "gal", "qt", "pt", "sq ft", "uses", "doses",
    "sheets", "stems", "mg", "cups", "ft", "yd", "in", "cm", "mm",
)  # fmt: skip
_WORDS = {
    "MINI": "mini", "SMALL": "small", "SML": "small", "MED": "medium", "MEDIUM": "medium",
    "LARGE": "large", "LRG": "large", "XL": "extra large", "X-LARGE": "extra large",
    "EXTRA LARGE": "extra large", "KING": "king", "QUEEN": "queen",
}  # fmt: skip

_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 8), (5, 8), (7, 8), (1, 16)}
_NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
_UNIT = "|".join(re.escape(u) for u in sorted(_UNITS, key=lambda u: (-len(u), u)))
_QUANTITY = re.compile(rf"({_NUMBER})\s*(?:({_UNIT})(?![A-Z]))?")
_BARE = re.compile(r"(?<![A-Z])(GAL|QT|PT|DZ|DOZ)(?![A-Z])")
_SIZE_WORD = re.compile(
    rf"(?<![A-Z])({'|'.join(sorted(_WORDS, key=lambda w: (-len(w), w)))})(?![A-Z])"
)
_DIMENSIONS = re.compile(
    rf"^({_NUMBER})\s*(IN|FT|YD|CM)?\s*X\s*({_NUMBER})\s*(IN|FT|YD|CM)(?![A-Z])"
)
_RANGE = re.compile(rf"^{_NUMBER}\s*-\s*{_NUMBER}\s*(?:CT|LB|STEMS?|T)?\.?$")
_TODDLER = re.compile(r"^(\d)\s*T-(\d)\s*T[/,]?\s*")
_NAMED = re.compile(r"(?:^|[/, ])(?:SZ|SIZE)\s*(\d+)$")
_BOTTLE = Decimal("16.9")  # half a litre: bottled water is written as the sum of its bottles
_EACH_LIMIT = Decimal(34)  # up to a 1-litre bottle, the ounces behind a pack count are those of one


@dataclass(frozen=True)
class Size:
    """How much is in the package: `count` pieces of (or: together) `amount` `unit`, and a `note`.

    `each` tells whether the amount is that of one piece; it shapes the label, not the identity.
    """

    count: int | None
    amount: Decimal | None
    unit: str
    each: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        """The same text for every spelling of the same size: "1 LB" and "16 OZ" agree."""
        parts = [] if self.count is None else [f"{self.count}x"]
        if self.amount is not None:
            base, factor = _BASE.get(self.unit, (self.unit, "1"))
            parts.append(f"{plain(self.amount * Decimal(factor))} {base}")
        if self.note:
            parts.append(self.note)
        return " ".join(parts)

    @property
    def label(self) -> str:
        """What a shelf label prints: "12 oz", "1/2 gal", "6 x 12 oz", "20 ct, 13 gal"."""
        pieces: list[str] = []
        if self.amount is not None:
            measure = _measure_label(self.amount, self.unit)
            if self.count is None:
                pieces.append(measure)
            elif self.each:
                pieces.append(f"{self.count} x {measure}")
            else:
                pieces += [f"{self.count} ct", measure]
        elif self.count is not None:
            pieces.append(f"{self.count} ct")
        if self.note:
            pieces.append(self.note)
        return ", ".join(pieces)

    @property
    def pieces(self) -> int | None:
        """The number of pieces, where the size is one ("48 CT"); None for a weight or volume."""
        if self.count is not None:
            return self.count
        if self.amount is not None and self.unit in _COUNTED:
            return int(self.amount * Decimal(_BASE[self.unit][1]))
        return None

    @property
    def pounds(self) -> Decimal | None:
        """The weight in pounds where the size is written in pounds or ounces, else None."""
        if self.count is not None or self.amount is None or self.unit not in ("lb", "oz"):
            return None
        return self.amount if self.unit == "lb" else self.amount / 16


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 5.50 -> "5.5", 10 -> "10"."""
    return f"{_rounded(value):f}".rstrip("0").rstrip(".")


def _rounded(value: Decimal) -> Decimal:
    """To the three decimals that a label has."""
    return value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def parse_size(text: str) -> Size | None:
    """The size that `text` spells, or None where it gives none that a shopper could use."""
    text = _clean(text)
    note, text = _take_note(text)
    dimensions = _DIMENSIONS.match(text)
    if dimensions:
        return _sheet_of(dimensions, note)
    if _RANGE.match(text):
        return Size(None, None, "", note=note) if note else None
    counts, measures = _quantities(text)
    size = _assemble(counts, measures, note)
    if size.count is None and size.amount is None and not size.note:
        return None
    # A label that begins with five digits would be read as one of the log's codes.
    return None if re.match(r"\d{5}", size.label) else size


def _clean(text: str) -> str:
    """Upper case, one blank between words, without the log's codes, prefixes and slips."""
    text = re.sub(r"\s+", " ", text.upper().replace("*", " ")).strip()
    if not text.isascii():
        return ""
    text = re.sub(r"^\(\d+\) ", "", text)
    text = re.sub(r"^\d{5,} ", "", text)
    text = re.sub(r"^(?!SZ|XL|MED|SML|[A-Z]{4})[A-Z]{1,3} ?(?:[A-Z] )?(?=[\d.])", "", text)
    if text.startswith(("UNDER ", "OVER ")):
        return ""
    text = text.replace("HALF GAL", "1/2 GAL")
    text = re.sub(r"(?<=\d)\. (?=\d)", ".", text)
    text = re.sub(r"(?<=\.)O\b", "0", text)
    text = re.sub(r"\.(?!\d)", "", text)
    text = re.sub(r"(?<=\d )0 ?Z\b", "OZ", text)
    text = re.sub(r"^(\d+) 0+ ", r"\1 ", text)
    text = re.sub(r"^(\d\d)(16\.9) ", r"\1/\2 ", text)  # "2416.9 OZ": 24 bottles of 16.9
    text = re.sub(r"\(([\d.]+) ?(?:OZ|SL)\)", "", text)
    text = re.sub(r"\((\d+)\)?", r"/\1 CT", text)
    return _decimal_fractions(text)


def _decimal_fractions(text: str) -> str:
    """Fractions as decimals: "1 1/2 OZ" -> "1.5 OZ"; "6/12 OZ" (six of 12 oz) stays."""

    def mixed(found: re.Match[str]) -> str:
        whole, top, bottom = (int(g) for g in found.groups())
        if bottom not in (2, 3, 4, 8, 16) or top >= bottom or gcd(top, bottom) != 1:
            return found.group(0)
        return plain(whole + Decimal(top) / Decimal(bottom))

    def simple(found: re.Match[str]) -> str:
        top, bottom = int(found.group(1)), int(found.group(2))
        if (top, bottom) not in _FRACTIONS:
            return found.group(0)
        return plain(Decimal(top) / Decimal(bottom))

    # No more than seven digits a side: longer runs are codes, not numbers a shelf label prints.
    text = re.sub(r"(?<![\d./])(\d{1,7})[ -](\d{1,7})/(\d{1,7})(?![\d./])", mixed, text)
    return re.sub(r"(?<![\d./])(\d{1,7})/(\d{1,7})(?![\d./])(?= ?[A-Z])", simple, text)


def _take_note(text: str) -> tuple[str, str]:
    """Splits a size word ("LARGE", "SZ 5", "2 T-3 T") off the text: (note, what is left)."""
    toddler = _TODDLER.match(text)
    if toddler:
        return f"{toddler.group(1)}T-{toddler.group(2)}T", text[toddler.end() :]
    toddler = re.search(r"[/, ]+(\d)T-(\d)T$", text)
    if toddler:
        return f"{toddler.group(1)}T-{toddler.group(2)}T", text[: toddler.start()]
    named = _NAMED.search(text)
    if named:
        return f"size {int(named.group(1))}", text[: named.start()]
    word = _SIZE_WORD.search(text)
    if word:
        return _WORDS[word.group(1)], (text[: word.start()] + text[word.end() :]).strip(" ,/")
    return "", text


def _sheet_of(found: re.Match[str], note: str) -> Size:
    """A flat thing: "22 X28 IN" becomes one note, "22 x 28 in"."""
    first, first_unit, second, unit = found.groups()
    left = plain(Decimal(first)) + (f" {first_unit.lower()}" if first_unit else "")
    if first_unit == unit:
        left = plain(Decimal(first))
    text = f"{left} x {plain(Decimal(second))} {unit.lower()}"
    return Size(None, None, "", note=", ".join(filter(None, (text, note))))


def _quantities(text: str) -> tuple[list[tuple[int, str]], list[tuple[Decimal, str]]]:
    """Every number of the text with its unit: (counts, measures)."""
    counts: list[tuple[int, str]] = []
    measures: list[tuple[Decimal, str]] = []
    found = list(_QUANTITY.finditer(text))
    for position, match in enumerate(found):
        number = _rounded(Decimal(match.group(1)))
        unit = _UNITS.get(match.group(2) or "", "")
        if number == 0 or len(match.group(1)) > 7:
            continue
        if not unit:
            last = position == len(found) - 1
            follows = text[match.end() :].lstrip()[:1]
            if last and position == 1 and measures == [] and follows == "":
                measures.append((number, "oz"))  # cut off behind the number: "12 CT/16.5"
            elif not last and follows in ("/", "-", "X") and number == int(number):
                counts.append((int(number), ""))
        elif unit in _COUNTED and number == int(number):
            counts.append((int(number), unit))
        elif unit in _COUNTED:
            measures.append((number, unit))
        else:
            measures.append((number, unit))
    if not measures:
        for match in _BARE.finditer(_QUANTITY.sub(" ", text)):
            unit = _UNITS[match.group(1)]
            if unit in _COUNTED:
                counts.append((1, unit))
            else:
                measures.append((Decimal(1), unit))
            break
    return counts, measures


def _assemble(
    counts: list[tuple[int, str]], measures: list[tuple[Decimal, str]], note: str
) -> Size:
    """One size out of the numbers: the most telling measure, and how many pieces of it."""
    measures = sorted(
        measures,
        key=lambda m: (
            _MEASURE_PREFERENCE.index(m[1]) if m[1] in _MEASURE_PREFERENCE else 99,
            measures.index(m),
        ),
    )
    if measures:
        amount, unit = measures[0]
        if unit == "oz" and not counts and amount > 100 and amount % _BOTTLE == 0:
            return Size(int(amount / _BOTTLE), _BOTTLE, unit, True, note)
        count, word = next(((n, u) for n, u in counts if n > 1), (None, ""))
        each = count is not None and word in ("", "pack") and _is_one_piece(amount, unit)
        return Size(count, amount, unit, each, note)
    if len(counts) >= 2:
        outer = next((c for c in counts if c[1] in ("", "pack")), counts[0])
        inner = next(c for c in counts if c is not outer)
        if outer[0] > 1 and inner[0] > 1:
            return Size(outer[0], Decimal(inner[0]), inner[1] or "ct", True, note)
        counts = [outer if outer[0] > 1 else inner]
    if counts and counts[0][1] and (counts[0][0] > 1 or counts[0][1] == "dozen"):
        return Size(None, Decimal(counts[0][0]), counts[0][1], False, note)
    return Size(None, None, "", note=note)


def _is_one_piece(amount: Decimal, unit: str) -> bool:
    """Whether the amount behind a pack count is that of one piece ("6 PK/12 OZ")."""
    if unit in ("oz", "fl oz"):
        return amount <= _EACH_LIMIT
    return unit in ("L", "ml", "pt", "g")


def _measure_label(amount: Decimal, unit: str) -> str:
    """One measure in words: "12 oz", "1/2 gal", "1 dozen", "1 load"."""
    number = "1/2" if amount == Decimal("0.5") and unit in ("gal", "pt", "lb") else plain(amount)
    if amount == 1 and unit in ("loads", "stems", "cups", "sheets", "uses", "doses", "rolls"):
        unit = unit[:-1]
    if unit == "dozen" and amount != int(amount):
        return f"{plain(amount * 12)} ct"
    return f"{number} {unit}"
