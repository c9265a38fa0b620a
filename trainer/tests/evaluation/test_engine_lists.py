from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musicrec.data.cases import load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import TEST, load_visits
from musicrec.errors import MusicRecError
from musicrec.evaluation.engine_lists import EngineLists
from musicrec.evaluation.stage import evaluate
from musicrec.stage import Context


def write(context: Context, file: Path, *, per_list: int = 10) -> list[str]:
    """Every case's list: the items from the end of the catalogue that the basket lacks."""
    ids = load_items(context.prepare).ids
    cases = load_cases(context.prepare, load_visits(context.prepare))
    with file.open("w", encoding="utf-8") as out:
        for number, case in enumerate(cases, start=1):
            if case.split != "test":
                continue
            bought = {item for _, items in case.visits for item in items.tolist()}
            known = set(case.basket.tolist()) | bought
            items = [ids[row] for row in range(len(ids) - 1, -1, -1) if row not in known]
            line = {"case": number, "task": case.task, "user": case.user, "items": items[:per_list]}
            out.write(json.dumps(line) + "\n")
    return ids


def test_lists_find_their_cases_and_end_at_ten(prepared: Context, tmp_path: Path) -> None:
    file = tmp_path / "lists.jsonl"
    ids = write(prepared, file, per_list=12)
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare)).of("next_new", TEST)
    engine = EngineLists(file, ids)
    ranked = engine.rank(cases.select(np.arange(3)[::-1]), np.zeros((3, len(ids)), bool), 20)
    assert ranked.shape == (3, 20)
    assert (ranked[:, :10] >= 0).all() and (ranked[:, 10:] == -1).all()
    again = engine.rank(cases, np.zeros((len(cases), len(ids)), bool), 5)
    np.testing.assert_array_equal(again[2], ranked[0, :5])


def test_the_report_is_about_what_ships(prepared: Context, tmp_path: Path) -> None:
    file = tmp_path / "lists.jsonl"
    ids = write(prepared, file)
    report = evaluate(prepared, [EngineLists(file, ids)], longest=10)
    part = report["tasks"]["next_new"]
    assert next(iter(part["scorers"])) == "MusicRec, engine"
    assert "MusicRec, engine / popularity" in part["ratios of recall@10"]
    assert not any(name.endswith("@20") for name in part["scorers"]["popularity"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no json", "lists.jsonl:1 is no list (case, task, user, items) of the engine."),
        ('{"case": 1, "task": "next", "user": "u"}', "lists.jsonl:1 is no list (case, task"),
        (
            '{"case": 1, "task": "next", "user": "u", "items": ["unheard of"]}',
            "lists.jsonl:1: item unheard of is not in the catalogue of this run.",
        ),
    ],
)
def test_other_files_are_refused(
    prepared: Context, tmp_path: Path, line: str, message: str
) -> None:
    file = tmp_path / "lists.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(MusicRecError) as caught:
        EngineLists(file, load_items(prepared.prepare).ids)
    assert caught.value.code == "DATA_INVALID" and message in caught.value.message
    assert "Error" not in caught.value.message


def test_lists_of_other_cases_are_refused(prepared: Context, tmp_path: Path) -> None:
    file = tmp_path / "lists.jsonl"
    ids = write(prepared, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare)).of("next", TEST)
    nothing = np.zeros((len(cases), len(ids)), bool)
    file.write_text("\n".join(lines[1:]), encoding="utf-8")
    with pytest.raises(MusicRecError, match="has no list where case"):
        first = load_cases(prepared.prepare, load_visits(prepared.prepare)).of("complete", TEST)
        EngineLists(file, ids).rank(first, nothing[: len(first)], 10)
    file.write_text("\n".join(lines).replace('"next"', '"next_new"'), encoding="utf-8")
    with pytest.raises(MusicRecError, match='a list for "next_new"'):
        EngineLists(file, ids).rank(cases, nothing, 10)
    with pytest.raises(MusicRecError, match="cannot be read"):
        EngineLists(tmp_path / "none.jsonl", ids)
