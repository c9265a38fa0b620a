"""The universe: which goods the shop sells, frozen on what was sold up to week 45.

An item is (category, type, brand, normalised size), bought by at least ten households in the fit
weeks. Prices, makers and spellings are counted on the same weeks. Later weeks choose nothing here:
they only fall in or out of what was frozen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np

from grocery.calendar import FIT_WEEKS
from grocery.case_size import is_case_size
from grocery.curation import Curation, CurationError, Good
from grocery.ledger import Ledger
from grocery.size import parse_size
from grocery.source import Bools, Ints, Log, Product

MIN_HOUSEHOLDS = 10
OWN_BRAND = "Private"
DROPPED_DEPARTMENTS = frozenset(
    (
        "FUEL", "MISCELLANEOUS", "COUPON", "POSTAL CENTER", "GM MERCH EXP", "AUTOMOTIVE",
        "PHOTO & VIDEO", "CNTRL/STORE SUP", "PROD-WHS SALES", "TRAVEL & LEISURE", "RESTAURANT",
        "TOYS", "ELECT &PLUMBING", "CHARITABLE CONT",
    )
)  # fmt: skip

_UNCURATED = "goods too rare to be named (not in the curated table)"
_REASONS = {
    "not-goods": "not goods (curated)",
    "tobacco": "tobacco (curated)",
    "alcohol": "alcohol (curated)",
    "intimate": "intimate (curated)",
    "press": "press and media (curated)",
    "hazard": "hazardous (curated)",
}
_NO_TYPE = "product without category or type"
_NO_GROCER = "department that is not a grocer's"
_RULES = (_NO_TYPE, _NO_GROCER, *_REASONS.values(), _UNCURATED)  # in the order they are applied


class Identity(NamedTuple):
    """What makes two products the same item."""

    category: str
    type: str
    brand: str
    size_key: str


@dataclass(frozen=True)
class Item:
    """One frozen item: its identity, how its size is printed, and what the fit weeks say of it."""

    identity: Identity
    good: Good
    size_label: str
    own_label: bool
    price_cents: int
    maker: int
    households: int


@dataclass(frozen=True)
class Universe:
    """The items in order of their identity, and for every row of the log its item or -1."""

    items: list[Item]
    item_of_row: Ints


def freeze(log: Log, products: Sequence[Product], curation: Curation, ledger: Ledger) -> Universe:
    """Applies every rule to every row, in order, and freezes the items that are left."""
    ids = np.array([product.id for product in products], dtype=np.int64)
    position = np.searchsorted(ids, log.product)
    position[position == len(ids)] = 0
    known = ids[position] == log.product

    alive = np.ones(len(log), dtype=np.bool_)

    def drop(rule: str, guilty: Bools) -> None:
        nonlocal alive
        ledger.drop(rule, int(np.count_nonzero(alive & guilty)))
        alive = alive & ~guilty

    drop("nothing bought (quantity 0)", log.quantity <= 0)
    drop("product without description", ~known)
    verdicts = [_verdict(product, curation) for product in products]
    for rule in _RULES:
        guilty = np.array([verdict == rule for verdict in verdicts], dtype=np.bool_)
        drop(rule, guilty[position])

    candidates = [
        _identity(product, curation) if verdict is None else None
        for product, verdict in zip(products, verdicts, strict=True)
    ]
    identities = sorted({candidate for candidate in candidates if candidate is not None})
    number = {identity: n for n, identity in enumerate(identities)}
    candidate_of_product = np.array(
        [-1 if c is None else number[c] for c in candidates], dtype=np.int64
    )
    candidate = np.where(alive, candidate_of_product[position], -1)

    fit = alive & (log.week <= FIT_WEEKS)
    households = _households(candidate[fit], log.household[fit], len(identities))
    frozen = [n for n, count in enumerate(households) if count >= MIN_HOUSEHOLDS]
    _refuse_uncurated(log, products, verdicts, position)
    new_number = np.full(len(identities) + 1, -1, dtype=np.int64)
    new_number[frozen] = np.arange(len(frozen))
    item = new_number[candidate]
    drop(f"item of fewer than {MIN_HOUSEHOLDS} households in weeks 1-{FIT_WEEKS}", item < 0)

    fit = alive & (log.week <= FIT_WEEKS)
    kept = [identities[n] for n in frozen]
    prices = _prices(log, item, fit, len(kept))
    makers = _makers(log, products, position, item, fit, len(kept))
    labels = _labels(products, position, item, fit, kept)
    items = [
        Item(
            identity=identity,
            good=curation.goods[identity.category, identity.type],
            size_label=labels[n],
            own_label=identity.brand == OWN_BRAND,
            price_cents=prices[n],
            maker=makers[n],
            households=households[frozen[n]],
        )
        for n, identity in enumerate(kept)
    ]
    return Universe(items, item)


def _verdict(product: Product, curation: Curation) -> str | None:
    """The rule that drops a product, or None where it is sold."""
    if not product.category.strip() or not product.type.strip():
        return _NO_TYPE
    if product.department in DROPPED_DEPARTMENTS:
        return _NO_GROCER
    good = curation.goods.get((product.category, product.type))
    if good is None:
        return _UNCURATED
    return None if good.kept else _REASONS[good.keep]


def _identity(product: Product, curation: Curation) -> Identity:
    size = parse_size(product.size)
    good = curation.goods[product.category, product.type]
    hidden = size is None or is_case_size(good.aisle, product.category, product.type, size)
    key = "" if hidden or size is None else size.key
    return Identity(product.category, product.type, product.brand, key)


def _households(item: Ints, household: Ints, items: int) -> list[int]:
    """Distinct households per item."""
    pairs = np.unique(np.stack([item, household], axis=1), axis=0)
    return [int(count) for count in np.bincount(pairs[:, 0], minlength=items)]


def _prices(log: Log, item: Ints, fit: Bools, items: int) -> list[int]:
    """Median shelf price of one unit in cents, before the shop's own discounts."""
    if not items:
        return []
    unit = log.shelf_cents[fit] / log.quantity[fit]
    order = np.argsort(item[fit], kind="stable")
    ends = np.cumsum(np.bincount(item[fit], minlength=items))
    groups = np.split(unit[order], ends[:-1])
    return [max(1, int(np.floor(float(median(group.tolist())) + 0.5))) for group in groups]


def _makers(
    log: Log,
    products: Sequence[Product],
    position: Ints,
    item: Ints,
    fit: Bools,
    items: int,
) -> list[int]:
    """Rank, by all sales, of the manufacturer that sells most of each item (0 sells most)."""
    manufacturer = np.array([product.manufacturer for product in products], dtype=np.int64)
    overall: Counter[int] = Counter()
    per_item: list[Counter[int]] = [Counter() for _ in range(items)]
    rows = zip(
        item[fit].tolist(),
        manufacturer[position[fit]].tolist(),
        log.paid_cents[fit].tolist(),
        strict=True,
    )
    for number, maker, cents in rows:
        overall[maker] += cents
        per_item[number][maker] += cents
    ranked = sorted(overall, key=lambda maker: (-overall[maker], maker))
    rank = {maker: place for place, maker in enumerate(ranked)}
    return [rank[min(sales, key=lambda m: (-sales[m], m))] for sales in per_item]


def _labels(
    products: Sequence[Product],
    position: Ints,
    item: Ints,
    fit: Bools,
    kept: Sequence[Identity],
) -> list[str]:
    """The printed size: of all spellings of the same size, the one sold most often."""
    rows_of_product = np.bincount(position[fit], minlength=len(products)).tolist()
    item_of_product = dict(zip(position[fit].tolist(), item[fit].tolist(), strict=True))
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for place, number in item_of_product.items():
        size = parse_size(products[place].size)
        if kept[number].size_key and size is not None:
            votes[number][size.label] += rows_of_product[place]
    return [
        min(votes[n], key=lambda label: (-votes[n][label], label)) if identity.size_key else ""
        for n, identity in enumerate(kept)
    ]


def _refuse_uncurated(
    log: Log, products: Sequence[Product], verdicts: Sequence[str | None], position: Ints
) -> None:
    """A good that enough households bought must have been curated, one way or the other."""
    missing = np.array([verdict == _UNCURATED for verdict in verdicts], dtype=np.bool_)
    rows = missing[position] & (log.week <= FIT_WEEKS) & (log.quantity > 0)
    buyers: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for place, household in zip(position[rows].tolist(), log.household[rows].tolist(), strict=True):
        product = products[place]
        size = parse_size(product.size)
        key = (product.category, product.type, product.brand, size.key if size else "")
        buyers[key].add(household)
    lines = sorted(
        {f"{c} / {t}" for (c, t, _, _), who in buyers.items() if len(who) >= MIN_HOUSEHOLDS}
    )
    if lines:
        raise CurationError(
            "curation/products.csv does not say what these are:\n" + "\n".join(lines)
        )
