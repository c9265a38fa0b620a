"""Cases: what is asked of a recommender, and what the user then took.

Five tasks, all from visits of users with enough earlier visits. The three `complete…` tasks share
one reveal: 1 … `max_reveal` items of the shuffled visit, at least one left to predict.

| task | basket | targets | novelty |
|---|---|---|---|
| complete | the reveal | the rest | any |
| complete_new | the reveal | of the rest, items never bought before | items |
| complete_new_type | the reveal | of the rest, types never bought before nor revealed | types |
| next | – | the visit | any |
| next_new | – | of the visit, items never bought before | items |

A case without targets is not a case. `cases.jsonl` holds everything for readers elsewhere;
`cases.npz` the same in arrays that point into visits.npz, which is what the trainer reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.config import DataSection
from musicrec.data.visits import FIT, SPLITS, Visits
from musicrec.errors import MusicRecError
from musicrec.seeds import generator

TASKS = ("complete", "complete_new", "complete_new_type", "next", "next_new")
NOVELTY = {
    "complete": "any",
    "complete_new": "items",
    "complete_new_type": "types",
    "next": "any",
    "next_new": "items",
}
KIND = {task: "next" if task.startswith("next") else "complements" for task in TASKS}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question. `visits` are all earlier visits (at, items), oldest first."""

    split: str
    task: str
    user: str
    at: int
    visits: tuple[tuple[int, NDArray[np.int32]], ...]
    basket: NDArray[np.int32]
    targets: NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Cases(Sequence[Case]):
    """C cases as arrays; `cases[i]` builds one.

    row (C) int64, place among all cases of the folder (from 0; cases.jsonl counts lines from 1);
    task (C) int8, row of TASKS; visit (C) int32, the visit the case is made of; basket and targets
    are ragged: case i has basket[basket_start[i] : basket_start[i + 1]].
    """

    visits: Visits
    row: NDArray[np.int64]
    task: NDArray[np.int8]
    visit: NDArray[np.int32]
    basket: NDArray[np.int32]
    basket_start: NDArray[np.int64]
    targets: NDArray[np.int32]
    targets_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.task)

    @property
    def user(self) -> NDArray[np.int32]:
        """(C) rows of `visits.users`."""
        return self.visits.user[self.visit]

    @property
    def at(self) -> NDArray[np.int64]:
        """(C) seconds since 1970."""
        return self.visits.at[self.visit]

    @property
    def split(self) -> NDArray[np.int8]:
        """(C) FIT never, VALIDATION or TEST."""
        return self.visits.split[self.visit]

    @property
    def first_visit(self) -> NDArray[np.int64]:
        """(C) the user's first visit: the history is first_visit[i] … visit[i] − 1."""
        return self.visits.first_of_user()[self.user]

    def basket_of(self, case: int) -> NDArray[np.int32]:
        """Items of a case's basket."""
        return self.basket[self.basket_start[case] : self.basket_start[case + 1]]

    def targets_of(self, case: int) -> NDArray[np.int32]:
        """Items a case asks for."""
        return self.targets[self.targets_start[case] : self.targets_start[case + 1]]

    def __getitem__(self, case: Any) -> Any:
        """One case; slices are not offered, see `select`."""
        if not isinstance(case, int | np.integer):
            raise TypeError("cases take one index; use select() for several")
        number = int(case) + (len(self) if case < 0 else 0)
        if not 0 <= number < len(self):
            raise IndexError(case)
        visit = int(self.visit[number])
        visits = self.visits
        user = int(visits.user[visit])
        first = int(np.searchsorted(visits.user, user))
        return Case(
            split=SPLITS[int(visits.split[visit])],
            task=TASKS[int(self.task[number])],
            user=visits.users[user],
            at=int(visits.at[visit]),
            visits=tuple((int(visits.at[v]), visits.of(v)) for v in range(first, visit)),
            basket=self.basket_of(number),
            targets=self.targets_of(number),
        )

    def __iter__(self) -> Iterator[Case]:
        return (self[case] for case in range(len(self)))

    def select(self, rows: NDArray[Any]) -> Cases:
        """Some cases: a mask (C) or row numbers."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        basket, basket_start = _take(self.basket, self.basket_start, rows)
        targets, targets_start = _take(self.targets, self.targets_start, rows)
        return Cases(
            visits=self.visits,
            row=self.row[rows],
            task=self.task[rows],
            visit=self.visit[rows],
            basket=basket,
            basket_start=basket_start,
            targets=targets,
            targets_start=targets_start,
        )

    def of(self, task: str, split: int) -> Cases:
        """The cases of one task and split."""
        return self.select((self.task == TASKS.index(task)) & (self.split == split))


def _take(
    values: NDArray[np.int32], start: NDArray[np.int64], rows: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    sizes = (start[1:] - start[:-1])[rows]
    ends = np.cumsum(sizes)
    offsets = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    taken = values[np.repeat(start[:-1][rows], sizes) + offsets]
    return taken, np.concatenate([[0], ends]).astype(np.int64)


def build_cases(
    visits: Visits, types: NDArray[np.int32], *, config: DataSection, seed: int
) -> Cases:
    """The cases of the validation and test visits; `types` (N) is −1 where an item has none.

    An item without a type is never a target of complete_new_type. The reveal depends on the seed
    and the user's ID and time of the visit alone.
    """
    tasks: list[int] = []
    of_visit: list[int] = []
    baskets: list[NDArray[np.int32]] = []
    targets: list[NDArray[np.int32]] = []

    def add(task: str, visit: int, basket: NDArray[np.int32], wanted: NDArray[np.int32]) -> None:
        if len(wanted):
            tasks.append(TASKS.index(task))
            of_visit.append(visit)
            baskets.append(np.sort(basket))
            targets.append(np.sort(wanted))

    first = visits.first_of_user()
    bought = np.zeros(len(types), dtype=bool)
    bought_types = np.zeros(int(types.max(initial=-1)) + 2, dtype=bool)  # the last one: no type
    nothing = np.empty(0, dtype=np.int32)
    for user, name in enumerate(visits.users):
        bought[:] = False
        bought_types[:] = False
        for visit in range(int(first[user]), int(first[user + 1])):
            items = visits.of(visit)
            earlier = visit - int(first[user])
            if visits.split[visit] != FIT and earlier >= config.min_earlier_visits:
                add("next", visit, nothing, items)
                add("next_new", visit, nothing, items[~bought[items]])
                if len(items) >= config.min_basket:
                    rng = generator(seed, "cases", name, int(visits.at[visit]))
                    shuffled = rng.permutation(items)
                    count = int(rng.integers(1, min(config.max_reveal, len(items) - 1) + 1))
                    basket, rest = shuffled[:count], shuffled[count:]
                    add("complete", visit, basket, rest)
                    add("complete_new", visit, basket, rest[~bought[rest]])
                    known = bought_types.copy()
                    known[types[basket]] = True
                    known[-1] = True
                    add("complete_new_type", visit, basket, rest[~known[types[rest]]])
            bought[items] = True
            bought_types[types[items]] = True

    def ragged(parts: list[NDArray[np.int32]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        start = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        return (np.concatenate(parts) if parts else nothing).astype(np.int32), start

    order = np.lexsort((of_visit, tasks))
    basket, basket_start = ragged([baskets[row] for row in order])
    wanted, targets_start = ragged([targets[row] for row in order])
    return Cases(
        visits=visits,
        row=np.arange(len(tasks), dtype=np.int64),
        task=np.array(tasks, dtype=np.int8)[order],
        visit=np.array(of_visit, dtype=np.int32)[order],
        basket=basket,
        basket_start=basket_start,
        targets=wanted,
        targets_start=targets_start,
    )


def save_cases(cases: Cases, folder: Path) -> None:
    """Write cases.npz and cases.jsonl."""
    arrays: dict[str, Any] = {
        "task": cases.task,
        "visit": cases.visit,
        "basket": cases.basket,
        "basket_start": cases.basket_start,
        "targets": cases.targets,
        "targets_start": cases.targets_start,
    }
    np.savez_compressed(folder / "cases.npz", **arrays)
    visits = cases.visits
    first = cases.first_visit
    # A user's visits as JSON, written once and repeated as text.
    written: dict[int, str] = {}
    with (folder / "cases.jsonl").open("w", encoding="utf-8") as file:
        for number in range(len(cases)):
            visit = int(cases.visit[number])
            for v in range(int(first[number]), visit):
                if v not in written:
                    items = ",".join(map(str, visits.of(v).tolist()))
                    written[v] = f"[{int(visits.at[v])},[{items}]]"
            history = ",".join(written[v] for v in range(int(first[number]), visit))
            head = {
                "split": SPLITS[int(visits.split[visit])],
                "task": TASKS[int(cases.task[number])],
                "user": visits.users[int(visits.user[visit])],
                "at": int(visits.at[visit]),
            }
            text = json.dumps(head, ensure_ascii=False)[:-1]
            basket = json.dumps(cases.basket_of(number).tolist())
            targets = json.dumps(cases.targets_of(number).tolist())
            file.write(
                f'{text}, "visits": [{history}], "basket": {basket}, "targets": {targets}}}\n'
            )


def load_cases(folder: Path, visits: Visits) -> Cases:
    """Read cases.npz; `visits` are those of the same folder. Raises STAGE_INPUT_MISSING."""
    try:
        with np.load(folder / "cases.npz", allow_pickle=False) as arrays:
            columns = {name: arrays[name] for name in arrays.files}
            return Cases(visits=visits, row=np.arange(len(columns["task"])), **columns)
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{error.filename} is missing. Run: musicrec train --from prepare …",
        ) from error
