from __future__ import annotations

import dataclasses
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from musicrec.config import load_config
from musicrec.data.cases import TASKS, Cases
from musicrec.data.items import load_items
from musicrec.evaluation.lists import LENGTH, lists_of, write_lists
from musicrec.evaluation.scorer import rank_scores
from musicrec.evaluation.stage import evaluate
from musicrec.stage import Context
from tests.conftest import TINY


class Newest:
    """Ranks by item index; of cases with a basket it finds three items only."""

    name = "newest"
    how = "made up"

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        scores = np.tile(np.arange(excluded.shape[1], dtype=np.float32), (len(excluded), 1))
        ranked = rank_scores(scores, excluded, count)
        ranked[np.diff(cases.basket_start) > 0, 3:] = -1
        return ranked


class Broken(Newest):
    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        return np.zeros((len(cases), count), dtype=np.int32)


def test_a_line_names_its_case_in_cases_jsonl(prepared: Context, tmp_path: Path) -> None:
    file = tmp_path / "new" / "lists.jsonl"
    written = write_lists(prepared, Newest(), file)
    lists = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    text = (prepared.prepare / "cases.jsonl").read_text(encoding="utf-8")
    cases = [json.loads(line) for line in text.splitlines()]
    of_test = [number for number, case in enumerate(cases, 1) if case["split"] == "test"]
    assert [line["case"] for line in lists] == of_test
    assert written == len(of_test)
    ids = load_items(prepared.prepare).ids
    for line in lists:
        case = cases[line["case"] - 1]
        assert list(line) == ["case", "task", "user", "items"]
        assert (line["task"], line["user"]) == (case["task"], case["user"])
        assert len(line["items"]) == (3 if case["basket"] else LENGTH)
        assert not {ids[item] for item in case["basket"]} & set(line["items"])
    assert {line["task"] for line in lists} == set(TASKS)
    best = next(line for line in lists if line["task"] == "next")
    assert best["items"] == ids[: -LENGTH - 1 : -1]


def test_the_cases_are_those_of_the_report(prepared: Context) -> None:
    fewer = dataclasses.replace(prepared, config=load_config(TINY, ["evaluation.max_cases=5"]))
    every = [line["case"] for line in lists_of(prepared, Newest())]
    some = list(lists_of(fewer, Newest()))
    report = evaluate(fewer, ())
    counts = {task: part["cases"] for task, part in report["tasks"].items()}
    assert max(counts.values()) == 5
    assert Counter(line["task"] for line in some) == counts
    assert {line["case"] for line in some} < set(every)


def test_a_broken_list_leaves_no_file(prepared: Context, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="newest ranked an item"):
        write_lists(prepared, Broken(), tmp_path / "lists.jsonl")
    assert list(tmp_path.iterdir()) == []
