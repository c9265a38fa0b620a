"""The lists a bundle gave in the engine, as a scorer: the report then speaks of what ships.

The lists are what `npm run evaluate -- --lists FILE` wrote for the cases of the same folder.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import TASKS, Cases
from musicrec.errors import MusicRecError

LENGTH = 10
"""Items of a list; longer ones are cut."""


class EngineLists:
    """A `Scorer` that reads its lists. Raises FILE_UNREADABLE, DATA_INVALID."""

    name = "MusicRec, engine"
    how = "lists of the exported bundle, made by the TypeScript engine"

    def __init__(self, file: Path, ids: list[str]) -> None:
        self._file = file
        self._rows: dict[int, tuple[str, str, list[int]]] = {}
        index = {name: row for row, name in enumerate(ids)}
        try:
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise MusicRecError("FILE_UNREADABLE", f"{file} cannot be read: {error}.") from error
        for number, line in enumerate(text.splitlines(), start=1):
            case, task, user, items = _parse(line, f"{file.name}:{number}")
            unknown = next((item for item in items if item not in index), None)
            if unknown is not None:
                raise MusicRecError(
                    "DATA_INVALID",
                    f"{file.name}:{number}: item {unknown} is not in the catalogue of this run. "
                    "The lists are of another bundle, or of another --data: write them anew with: "
                    "npm run evaluate -- --bundle BUNDLE --data DATA --lists FILE",
                    {"item": unknown},
                )
            self._rows[case] = (task, user, [index[item] for item in items])

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """Lists of the cases (B) → (B, count), −1 where a list has ended."""
        ranked = np.full((len(cases), count), -1, np.int32)
        for place, row in enumerate(cases.row.tolist()):
            task, user = TASKS[int(cases.task[place])], cases.visits.users[int(cases.user[place])]
            found = self._rows.get(row + 1)
            if found is None or found[:2] != (task, user):
                there = "no list" if found is None else f'a list for "{found[0]}" of "{found[1]}"'
                raise MusicRecError(
                    "DATA_INVALID",
                    f'{self._file.name} has {there} where case {row + 1} is "{task}" of "{user}". '
                    "Pass the lists of all test cases of this folder's cases.jsonl.",
                )
            items = found[2][: min(count, LENGTH)]
            ranked[place, : len(items)] = items
        return ranked


def _parse(line: str, place: str) -> tuple[int, str, str, list[str]]:
    """Case, task, user, items. Lists of a benchmark name users and items by number."""
    try:
        entry = json.loads(line)
        case, task, user, items = (entry[name] for name in ("case", "task", "user", "items"))
        return int(case), str(task), str(user), [str(item) for item in items]
    except (ValueError, KeyError, TypeError) as error:
        raise MusicRecError(
            "DATA_INVALID",
            f"{place} is no list (case, task, user, items) of the engine. Write the file with: npm "
            "run evaluate -- --bundle BUNDLE --data DATA --lists FILE",
        ) from error
