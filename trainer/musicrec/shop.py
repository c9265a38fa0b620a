"""The shop's own facts: `shop.yaml` beside the tables.

All keys are optional: `name`, `currency` (ISO 4217), `validation_from` and `test_from` (the first
day or time of each period, UTC), `columns` (our names of the tables' columns → the shop's),
`time_format` (of the events, in strptime's directives), `left_out_kinds` (kinds of events that are
not learned from), `licences` (list of `what`, `licence`, `notice`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from musicrec.data.benchmark import is_benchmark
from musicrec.data.schema import EVENT_COLUMNS, ITEM_COLUMNS
from musicrec.errors import MusicRecError

KEYS = (
    *("name", "currency", "validation_from", "test_from"),
    *("columns", "time_format", "left_out_kinds", "licences"),
)


@dataclass(frozen=True, kw_only=True)
class Licence:
    """What of the bundle is under which licence, and the notice to show."""

    what: str
    licence: str
    notice: str


@dataclass(frozen=True, kw_only=True)
class Shop:
    """Facts of a shop; the times are seconds since 1970, None where shop.yaml has no date."""

    name: str
    currency: str | None = None
    """ISO 4217; None: what the signs of the prices say, see `data/prices.py`."""
    validation_from: int | None = None
    test_from: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    time_format: str | None = None
    left_out_kinds: tuple[str, ...] = ()
    licences: tuple[Licence, ...] = ()
    benchmark: bool = False
    """The folder is a benchmark's, see `data/benchmark.py`; asked here, once a run."""

    @property
    def public(self) -> bool:
        """A benchmark's log is published already: no pair in it is anybody's secret."""
        return self.benchmark


def _invalid(path: Path, what: str) -> MusicRecError:
    return MusicRecError("SHOP_INVALID", f"{path}: {what}")


def _seconds(path: Path, key: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, dt.datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return int(moment.timestamp())
    if isinstance(value, dt.date):
        return int(dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC).timestamp())
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _invalid(path, f"{key} is {value!r}. Write a date such as 2017-11-19.")


def _licences(path: Path, values: object) -> tuple[Licence, ...]:
    if values is None:
        return ()
    if not isinstance(values, list):
        raise _invalid(path, "licences must be a list of { what, licence, notice }.")
    licences = []
    for entry in values:
        if not isinstance(entry, dict) or not {"what", "licence"} <= set(entry):
            raise _invalid(path, f"the licence {entry!r} must have the keys what and licence.")
        licences.append(
            Licence(
                what=str(entry["what"]),
                licence=str(entry["licence"]),
                notice=str(entry.get("notice", "")),
            )
        )
    return tuple(licences)


def _columns(path: Path, values: object) -> dict[str, str]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _invalid(path, "columns must map our names to yours, such as {id: Artikelnummer}.")
    known = (*ITEM_COLUMNS, *EVENT_COLUMNS)
    for name in values:
        if name not in known:
            raise _invalid(path, f"columns names {name!r}. Known: {', '.join(known)}.")
    return {name: str(theirs) for name, theirs in values.items()}


def _time_format(path: Path, value: object) -> str | None:
    if value is None:
        return None
    moment = dt.datetime(2031, 12, 28, tzinfo=dt.UTC)
    try:
        known = dt.datetime.strptime(moment.strftime(str(value)), str(value)).date()
    except ValueError:
        known = None
    if known != moment.date():
        raise _invalid(
            path,
            f"time_format is {value!r}, by which no day can be read. Write year, month and day in "
            'the directives of strptime, such as "%d.%m.%Y %H:%M".',
        )
    return str(value)


def _kinds(path: Path, values: object) -> tuple[str, ...]:
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(kind, str) for kind in values):
        raise _invalid(path, "left_out_kinds must be a list of texts, such as [Storno, Ansicht].")
    return tuple(values)


def load_shop(data: Path) -> Shop:
    """Read `data/shop.yaml`; a shop without one has its folder's name and no dates.

    Raises SHOP_INVALID.
    """
    path = data / "shop.yaml"
    if not path.exists():
        return Shop(name=data.resolve().name, benchmark=is_benchmark(data))
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _invalid(path, f"not YAML in UTF-8: {error}") from error
    if not isinstance(values, dict):
        raise _invalid(path, "it must hold a mapping of keys to values.")
    unknown = [str(key) for key in values if key not in KEYS]
    if unknown:
        raise _invalid(path, f"{unknown[0]} is not a known key. Known: {', '.join(KEYS)}.")
    currency = values.get("currency")
    if currency is not None and not re.fullmatch("[A-Z]{3}", str(currency)):
        raise _invalid(path, f"currency is {currency!r}. Write an ISO 4217 code such as EUR.")
    validation = _seconds(path, "validation_from", values.get("validation_from"))
    test = _seconds(path, "test_from", values.get("test_from"))
    if (validation is None) != (test is None):
        raise _invalid(path, "give both validation_from and test_from, or neither.")
    if validation is not None and test is not None and validation >= test:
        raise _invalid(path, "validation_from must be before test_from.")
    return Shop(
        name=str(values.get("name", data.resolve().name)),
        currency=currency,
        validation_from=validation,
        test_from=test,
        columns=_columns(path, values.get("columns")),
        time_format=_time_format(path, values.get("time_format")),
        left_out_kinds=_kinds(path, values.get("left_out_kinds")),
        licences=_licences(path, values.get("licences")),
        benchmark=is_benchmark(data),
    )
