"""Arms × seeds, one after another: what the ledger has is skipped, what was killed goes on.

Seeds are the outer loop, so that after the first round every arm has a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from musicrec.ablations.beams import measure_beams
from musicrec.ablations.ledger import BEAMS, RUN, Entry, Ledger
from musicrec.ablations.run import context_of, key_of, perform, share
from musicrec.errors import MusicRecError
from musicrec.stage import Context


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A run that could not be, and why."""

    arm: str
    seed: int
    error: MusicRecError


def ablate(
    base: Context,
    out: Path,
    ledger: Ledger,
    *,
    arms: Sequence[str],
    seeds: Sequence[int],
    beams: Sequence[int] = (),
) -> list[Failure]:
    """Do what the ledger lacks. `base.work` is the folder that runs share, `out` holds the runs.

    An arm that cannot be (no pictures, collapsed) does not stop the others: returned are the runs
    that failed. They are not in the ledger and are tried again.
    """
    common = share(base)
    wanted = [(arm, seed) for seed in seeds for arm in arms]
    failed: list[Failure] = []
    for number, (arm, seed) in enumerate(wanted, 1):
        key = key_of(base, common, arm, seed)
        done = [entry for entry in ledger.entries() if entry.key == key]
        missing = _missing(done, beams)
        has_run = any(entry.what == RUN for entry in done)
        if has_run and not missing:
            base.progress.say(f"{number}/{len(wanted)} {arm}, seed {seed}: in the ledger")
            continue
        base.progress.say(f"{number}/{len(wanted)} {arm}, seed {seed}")
        context = context_of(base, out, arm, seed)
        context.work.mkdir(parents=True, exist_ok=True)
        try:
            entry = perform(base, context, key)
            if not has_run:
                ledger.append(entry)
            if missing:
                ledger.append(measure_beams(base, context, key, missing))
        except MusicRecError as error:
            base.progress.say(f"{arm}, seed {seed}: {error}")
            failed.append(Failure(arm=arm, seed=seed, error=error))
    return failed


def _missing(done: Sequence[Entry], beams: Sequence[int]) -> list[int]:
    had = {width for entry in done if entry.what == BEAMS for width in entry.values["widths"]}
    return [width for width in beams if str(width) not in had]
