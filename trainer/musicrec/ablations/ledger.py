"""The ledger: one JSON line a finished piece of work, appended, never changed.

A line is written whole or not at all as far as readers are concerned: what a killed process left
without a line's end is no line, and the next one takes its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from musicrec.errors import MusicRecError

RUN, BEAMS = "run", "beams"


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a line is about: the same key, the same numbers.

    Hashes: `settings` of the configuration the arms share (without seed and threads), `config` of
    the arm's own, `data` of what prepare and features left, `code` of the stages' source.
    """

    arm: str
    seed: int
    settings: str
    config: str
    data: str
    code: str

    @property
    def set(self) -> tuple[str, str, str]:
        """Lines with the same one can stand in one table."""
        return self.settings, self.data, self.code


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line: `what` is RUN (health, metrics, seconds …) or BEAMS (metrics by width)."""

    what: str
    key: Key
    values: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The line's object."""
        return {"what": self.what, **asdict(self.key), **self.values}

    @classmethod
    def of(cls, line: dict[str, Any]) -> Entry:
        """From a line's object; raises KeyError where the key lacks something."""
        rest = dict(line)
        what = str(rest.pop("what"))
        key = Key(**{name: rest.pop(name) for name in Key.__dataclass_fields__})
        return cls(what=what, key=key, values=rest)


class Ledger:
    """A ledger file; it need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """All lines, oldest first; raises FILE_UNREADABLE."""
        if not self.path.exists():
            return []
        whole = self.path.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        entries = []
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                entries.append(Entry.of(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise MusicRecError(
                    "FILE_UNREADABLE",
                    f"{self.path}:{number} is no line of a ledger ({error}). Remove the line; "
                    "its run is then done again.",
                    {"line": number},
                ) from error
        return entries

    def append(self, entry: Entry) -> None:
        """Add a line, on the disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(entry.as_json(), ensure_ascii=False) + "\n"
        with self.path.open("a+b") as file:
            file.seek(0)
            written = file.read()
            if written and not written.endswith(b"\n"):
                file.truncate(written.rfind(b"\n") + 1)
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())


def latest_set(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that can be compared with the last one, the last of each key and kind alone."""
    listed = list(entries)
    if not listed:
        return []
    wanted = listed[-1].key.set
    kept: dict[tuple[str, Key, str], Entry] = {}
    for entry in listed:
        if entry.key.set == wanted:
            widths = ",".join(entry.values["widths"]) if entry.what == BEAMS else ""
            kept[entry.what, entry.key, widths] = entry
    return list(kept.values())
