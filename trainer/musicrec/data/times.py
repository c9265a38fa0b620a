"""Times of events: ISO 8601, Unix times or a format that the shop names → Unix seconds.

One file, one form: a file that mixes forms is refused, because guessing each row's unit would put
events silently into the wrong year. Times without a zone are UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from musicrec.errors import MusicRecError

# Smallest value of each unit: 1973-03-03 in that unit. Smaller ones are near 1970 in any unit.
UNITS = (("s", 1e8, 1), ("ms", 1e11, 10**3), ("µs", 1e14, 10**6), ("ns", 1e17, 10**9))


def parse_times(
    values: Sequence[str], where: Sequence[str] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.bool_], str]:
    """Texts → seconds since 1970 (R) int64, readable (R) bool, form ("s", "ms", "µs", "ns", "ISO").

    Times near 1970 are readable in any form. `where` names the rows in errors. Raises DATA_INVALID
    where forms are mixed.
    """
    texts = pd.Series(list(values), dtype="object").astype(str).str.strip()
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64)
    numeric = np.isfinite(numbers)
    # "20240301" is a day in basic ISO form, not August 1970.
    compact = numeric & texts.str.fullmatch(r"(19|20)\d{6}").to_numpy(dtype=bool)
    numeric &= ~compact
    forms = np.full(len(texts), "", dtype=object)
    for name, least, _ in UNITS:
        forms[numeric & (np.abs(numbers) >= least)] = name
    seconds = np.zeros(len(texts), dtype=np.int64)
    readable = numeric.copy()
    rest = ~numeric
    if rest.any():
        parsed = pd.to_datetime(texts[rest], format="ISO8601", utc=True, errors="coerce")
        good = parsed.notna().to_numpy()
        whole_seconds = parsed.astype("datetime64[s, UTC]").astype("int64").to_numpy()
        seconds[rest] = np.where(good, whole_seconds, 0)
        readable[rest] = good
        forms[np.flatnonzero(rest)[good]] = "ISO"
    seen = [name for name in ("s", "ms", "µs", "ns", "ISO") if (forms == name).any()]
    if len(seen) > 1:
        examples = []
        for name in seen:
            row = int(np.flatnonzero(forms == name)[0])
            place = where[row] if where is not None else f"row {row + 1}"
            examples.append(f"{name} ({place}: {texts.iloc[row]})")
        raise MusicRecError(
            "DATA_INVALID",
            f"The column at mixes forms of time: {', '.join(examples)}. Write all of them in one.",
            {"forms": seen},
        )
    form = seen[0] if seen else "s"
    divisor = {name: factor for name, _, factor in UNITS}.get(form, 1)
    whole = np.floor(np.where(numeric, numbers, 0) / divisor)
    seconds[numeric] = np.clip(whole[numeric], -(2**53), 2**53).astype(np.int64)
    return seconds, readable, form


def parse_format(
    values: Sequence[str], form: str, where: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Texts in one format of strptime → seconds since 1970 (R) int64, readable (R) bool.

    Times without a zone (%z) are UTC. `where` names the rows in errors. Raises DATA_INVALID where
    none is in that format.
    """
    texts = pd.Series(list(values), dtype="object").astype(str).str.strip()
    parsed = pd.to_datetime(texts, format=form, utc=True, errors="coerce")
    readable = parsed.notna().to_numpy()
    filled = np.flatnonzero((texts != "").to_numpy())
    if len(filled) and not readable.any():
        row = int(filled[0])
        raise MusicRecError(
            "DATA_INVALID",
            f"{where[row]} has the time {texts.iloc[row]!r}, and no row is in the time_format "
            f"{form!r} of shop.yaml. Mend the format.",
            {"time_format": form},
        )
    seconds = parsed.astype("datetime64[s, UTC]").astype("int64").to_numpy()
    return np.where(readable, seconds, 0), readable
