from __future__ import annotations

from typing import Any

import pytest

from musicrec.report.verdict import verdict_of

BETTER, EQUAL, WORSE = [1.2, 1.1, 1.3], [1.02, 0.98, 1.06], [0.8, 0.7, 0.9]


def part(baseline: list[float], without: list[float] | None) -> dict[str, Any]:
    alone = {} if without is None else {"without_generator": without}
    verdict = {"best_baseline": "cosine", "ratio": baseline, **alone}
    return {"scorers": {"MusicRec": {}, "cosine": {}}, "verdict": verdict}


@pytest.mark.parametrize(
    ("baseline", "without", "ship", "title"),
    [
        (BETTER, BETTER, "generator", "Ship the generator"),
        (BETTER, EQUAL, "without", "Ship it without the generator"),
        (BETTER, WORSE, "without", "Ship it without the generator"),
        (EQUAL, BETTER, "counts", "Ship it, counts do as well"),
        (WORSE, BETTER, "counts", "Ship the counts"),
        (BETTER, None, "model", "Ship the model"),
        ([None, None, None], [None, None, None], "counts", "Ship it, counts do as well"),
        ([1.5, 1.0, 2.0], BETTER, "counts", "Ship it, counts do as well"),
    ],
)
def test_the_generator_must_beat_both(
    baseline: list[float], without: list[float] | None, ship: str, title: str
) -> None:
    found = verdict_of({"tasks": {"next": part(baseline, without)}})
    assert (found.ship, found.title) == (ship, title)
    assert found.tasks[0].is_worse == (baseline == WORSE)
    assert "the next visit" in found.sentence


def test_tasks_that_differ_are_named() -> None:
    tasks = {
        "complete": part(EQUAL, EQUAL),
        "complete_new": part(BETTER, BETTER),
        "next": part(BETTER, BETTER),
        "next_new": {"skipped": "No case."},
    }
    found = verdict_of({"tasks": tasks})
    assert found.title == "Ship the generator"
    assert found.sentence == (
        "It beats the best baseline, and itself without the generator, in the basket’s new items "
        "and the next visit; counting does as well or better in completing the basket."
    )
    assert found.tasks[0].text == (
        "× 1.020 (0.980 – 1.060), no different from cosine; × 1.020 (0.980 – 1.060), no different "
        "from the same without its generator"
    )


def test_what_to_do_says_what_the_cases_could_show() -> None:
    worse, unclear = part(WORSE, EQUAL), {**part(EQUAL, EQUAL), "cases": 1200}
    todo = verdict_of({"tasks": {"next": worse}}).todo
    assert "Ship the bundle as it is" in todo and "executor: 'graph'" in todo
    assert "test cases" not in todo
    assert "better, beyond the interval, in the next visit: hold npm run evaluate" in todo
    mixed = verdict_of({"tasks": {"next": worse, "complete": unclear}})
    assert mixed.title == "Ship it, counts do as well"
    todo = mixed.todo
    assert "better, beyond the interval, in the next visit: hold" in todo
    assert "On 1,200 test cases a difference of less than about 4 % cannot be told" in todo
    assert verdict_of({"tasks": {"next": part(BETTER, BETTER)}}).todo == "Ship the bundle as it is."
    assert verdict_of(None).todo == ""


def test_what_was_not_measured_is_not_judged() -> None:
    assert verdict_of(None).ship is None
    alone = {"tasks": {"next": {"scorers": {"cosine": {}}, "verdict": {"best_baseline": "cosine"}}}}
    assert verdict_of(alone).title == "Not compared"
