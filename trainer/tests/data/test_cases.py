from __future__ import annotations

import json

import numpy as np
import pytest

from musicrec.config import DataSection
from musicrec.data.cases import TASKS, Cases, build_cases, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits, load_visits
from musicrec.stage import Context

TYPES = np.array([0, 0, 1, 1, 2, 2, 3, 3, -1, -1], dtype=np.int32)


def log(*visits: tuple[int, list[int], int]) -> Visits:
    """Visits of one user: (at, items, split)."""
    return Visits(
        user=np.zeros(len(visits), dtype=np.int32),
        at=np.array([at for at, _, _ in visits], dtype=np.int64),
        start=np.concatenate([[0], np.cumsum([len(items) for _, items, _ in visits])]),
        items=np.array([item for _, items, _ in visits for item in items], dtype=np.int32),
        split=np.array([split for _, _, split in visits], dtype=np.int8),
        users=("u",),
    )


def build(visits: Visits, **config: int) -> Cases:
    return build_cases(visits, TYPES, config=DataSection(min_earlier_visits=2, **config), seed=1)


def tasks(cases: Cases) -> list[str]:
    return [case.task for case in cases]


def test_the_five_tasks_of_one_visit() -> None:
    visits = log((1, [0, 2], FIT), (2, [0, 3], FIT), (3, [0, 1, 2, 4, 6, 8], TEST))
    cases = build(visits)
    found = {case.task: case for case in cases}
    assert tasks(cases) == list(TASKS)
    basket = set(found["complete"].basket.tolist())
    rest = set(found["complete"].targets.tolist())
    assert basket | rest == {0, 1, 2, 4, 6, 8}
    assert not basket & rest
    for task in ("complete_new", "complete_new_type"):
        assert set(found[task].basket.tolist()) == basket
    assert set(found["complete_new"].targets.tolist()) == rest - {0, 2, 3}
    # Types 0 and 1 were bought; an item without a type is never a target.
    shown = {int(TYPES[item]) for item in basket}
    new = {item for item in rest if TYPES[item] in {2, 3} - shown}
    assert set(found["complete_new_type"].targets.tolist()) == new
    assert found["next"].basket.tolist() == []
    assert found["next"].targets.tolist() == [0, 1, 2, 4, 6, 8]
    assert found["next_new"].targets.tolist() == [1, 4, 6, 8]
    history = [(at, items.tolist()) for at, items in found["next"].visits]
    assert history == [(1, [0, 2]), (2, [0, 3])]
    assert (found["next"].at, found["next"].split, found["next"].user) == (3, "test", "u")


def test_a_new_type_is_neither_bought_nor_in_the_basket() -> None:
    visits = log((1, [0], FIT), (2, [0], FIT), (3, [1, 2, 3, 4, 5, 6, 7], TEST))
    mixed = 0
    for seed in range(30):
        cases = build_cases(visits, TYPES, config=DataSection(min_earlier_visits=2), seed=seed)
        found = {case.task: case for case in cases}
        shown = set(TYPES[found["complete"].basket].tolist())
        wanted = [item for item in found["complete"].targets if TYPES[item] not in shown | {0}]
        mixed += len(wanted) < len(found["complete_new"].targets)
        if wanted:
            assert found["complete_new_type"].targets.tolist() == wanted
        else:
            assert "complete_new_type" not in found
    assert mixed > 10


def test_few_earlier_visits_small_visits_and_fit_visits_make_no_cases() -> None:
    assert tasks(build(log((1, [0], FIT), (2, [0, 1, 2, 3], TEST)))) == []
    assert tasks(build(log((1, [0], FIT), (2, [0], FIT), (3, [1, 2, 3], TEST)))) == [
        "next",
        "next_new",
    ]
    assert tasks(build(log((1, [0], FIT), (2, [0], FIT), (3, [0, 1, 2, 3], FIT)))) == []
    assert tasks(build(log((1, [0], FIT), (2, [0], FIT), (3, [0], TEST)))) == ["next"]


def test_the_history_of_a_test_case_holds_validation_and_test_visits() -> None:
    visits = log((1, [0], FIT), (2, [1], VALIDATION), (3, [2], TEST), (4, [3], TEST))
    last = build(visits).of("next", TEST)[1]
    assert [at for at, _ in last.visits] == [1, 2, 3]


def test_the_reveal_varies_and_leaves_a_target() -> None:
    many = [(at, list(range(10)), TEST) for at in range(2, 200)]
    cases = build(log((0, [0], FIT), (1, [0], FIT), *many), max_reveal=20).of("complete", TEST)
    sizes = [len(case.basket) for case in cases]
    assert (min(sizes), max(sizes)) == (1, 9)
    firsts = np.bincount([case.basket[0] for case in cases if len(case.basket) == 1], minlength=10)
    assert (firsts > 0).sum() >= 5  # shuffled: not always the lowest index
    capped = build(log((0, [0], FIT), (1, [0], FIT), *many), max_reveal=3).of("complete", TEST)
    assert max(len(case.basket) for case in capped) == 3


def test_later_visits_change_no_earlier_case() -> None:
    earlier = [(1, [0, 5], FIT), (2, [1, 7], VALIDATION), (3, [0, 2, 4, 6, 8], VALIDATION)]
    short = build(log(*earlier))
    long = build(log(*earlier, (4, [9], TEST), (5, [1, 2, 3, 5, 7], TEST)))
    kept = long.select(long.at <= 3)
    assert [str(case) for case in kept] == [str(case) for case in short]


def test_selecting_and_indexing_agree(prepared: Context) -> None:
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare))
    rows = np.array([5, 3, len(cases) - 1])
    some = cases.select(rows)
    assert [str(case) for case in some] == [str(cases[int(row)]) for row in rows]
    assert str(cases[-1]) == str(cases[len(cases) - 1])
    with pytest.raises(IndexError):
        cases[len(cases)]
    with pytest.raises(TypeError):
        cases[1:2]
    counts = [len(cases.of(task, split)) for task in TASKS for split in (VALIDATION, TEST)]
    assert sum(counts) == len(cases)
    assert min(counts) >= 3


def test_the_text_file_says_the_same(prepared: Context) -> None:
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare))
    lines = (prepared.prepare / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(cases)
    for case, line in zip(cases, lines, strict=True):
        assert json.loads(line) == {
            "split": case.split,
            "task": case.task,
            "user": case.user,
            "at": case.at,
            "visits": [[at, items.tolist()] for at, items in case.visits],
            "basket": case.basket.tolist(),
            "targets": case.targets.tolist(),
        }


def test_no_case_leaks(prepared: Context) -> None:
    """What a case shows is earlier than the case; what it asks for is not shown."""
    types = load_items(prepared.prepare).codes("type")
    visits = load_visits(prepared.prepare)
    for case in load_cases(prepared.prepare, visits):
        assert all(at < case.at for at, _ in case.visits)
        assert len(case.visits) >= 5
        assert not set(case.basket.tolist()) & set(case.targets.tolist())
        bought = {item for _, items in case.visits for item in items.tolist()}
        if case.task.endswith("_new"):
            assert not bought & set(case.targets.tolist())
        if case.task == "complete_new_type":
            had = {types[item] for item in bought | set(case.basket.tolist())}
            assert not had & {types[item] for item in case.targets.tolist()}
