from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from musicrec.data.cases import TASKS, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits, load_visits
from musicrec.evaluation.baselines import OF_BASKETS
from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.measure import check_list, measure
from musicrec.evaluation.metrics import coverage
from musicrec.evaluation.report import WITHOUT, markdown
from musicrec.evaluation.stage import evaluate, features_of, write_report
from musicrec.evaluation.tuning import Choice, sample_cases, tune
from musicrec.features.store import Features
from musicrec.progress import Progress
from musicrec.stage import Context, run_stage, stage_named
from tests.evaluation.oracle import Oracle

QUIET = Progress(quiet=True)


@pytest.fixture(scope="module")
def report(prepared: Context) -> dict[str, Any]:
    return evaluate(prepared, (Oracle("model", 1.0), Oracle("arm", 0.0)))


def test_the_report_has_every_task_scorer_and_how_it_was_made(report: dict[str, Any]) -> None:
    assert list(report["tasks"]) == list(TASKS)
    assert report["protocol"]["level"] == "item"
    for part in report["tasks"].values():
        assert set(part["scorers"]) == {"model", "arm", *(cls.name for cls in OF_BASKETS)}
        for values in part["scorers"].values():
            assert values["how"]
            for name in ("recall@5", "recall@10", "ndcg@20", "mrr@10"):
                value, low, high = values[name]
                assert 0 <= low <= value + 1e-9 <= high + 2e-9 <= 1 + 1e-6
            assert 0 < values["coverage@10"] <= 1
            assert 0 <= values["gini@10"] <= 1
            assert 4 < values["novelty@10"][0] < 10
        assert {len(entry["scorers"]) for entry in part["breakdown"]["history"]} == {
            len(part["scorers"])
        }
    json.dumps(report)


def test_counts_stop_before_what_they_are_measured_on(
    prepared: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tuning counts fit alone, measuring fit and validation; the cases are those of test."""
    counted: list[int] = []

    class Watched(Log):
        def __init__(self, visits: Visits, items: int, *, features: Features | None = None) -> None:
            super().__init__(visits, items, features=features)
            counted.append(int(visits.split.max()))

    monkeypatch.setattr("musicrec.evaluation.stage.Log", Watched)
    found = evaluate(prepared, ())
    assert counted == [FIT, VALIDATION]
    statistics = json.loads((prepared.prepare / "statistics.json").read_text(encoding="utf-8"))
    cases = {task: part["cases"] for task, part in found["tasks"].items()}
    assert cases == statistics["cases"]["test"]


def test_an_oracle_is_perfect_and_the_verdict_says_so(report: dict[str, Any]) -> None:
    part = report["tasks"]["complete_new"]
    assert part["scorers"]["model"]["ndcg@10"][0] == 1
    assert part["scorers"]["model"]["recall@20"][0] == 1
    assert part["verdict"]["text"].startswith("better: ×")
    best = part["verdict"]["best_baseline"]
    ratio = part["ratios of recall@10"][f"model / {best}"]
    assert ratio == part["verdict"]["ratio"]
    baseline = part["scorers"][best]["recall@10"][0]
    assert ratio[0] == pytest.approx(part["scorers"]["model"]["recall@10"][0] / baseline, rel=1e-3)


def test_the_generator_must_beat_the_same_without_it(prepared: Context) -> None:
    for skill, outcome in ((0.2, "generator"), (1.0, "without")):
        found = evaluate(prepared, (Oracle("MusicRec", 1.0), Oracle(WITHOUT, skill)))
        verdict = found["tasks"]["complete_new"]["verdict"]
        assert verdict["outcome"] == outcome
        assert ("no difference" in verdict["text"]) == (outcome == "without")
        alone = found["tasks"]["complete_new"]["ratios of recall@10"][f"MusicRec / {WITHOUT}"]
        assert verdict["without_generator"] == alone


def test_a_bad_model_is_told_to_stay_at_home(prepared: Context) -> None:
    found = evaluate(prepared, (Oracle("model", 0.0),))
    assert "worse" in found["tasks"]["next"]["verdict"]["text"]
    assert "instead" in found["tasks"]["next"]["verdict"]["text"]
    assert found["tasks"]["next"]["verdict"]["outcome"] == "counts"


def test_no_model_is_no_verdict_and_files_are_written(
    prepared: Context, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("report")
    found = evaluate(prepared, ())
    write_report(found, folder, QUIET)
    assert "no model was measured" in found["tasks"]["next"]["verdict"]["text"]
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(found)
    )
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "| household frequency | " in text
    assert "half_life_days" in text


def test_markdown_shows_ratios_and_skipped_tasks(report: dict[str, Any]) -> None:
    text = markdown({**report, "tasks": {**report["tasks"], "next": {"skipped": "No case."}}})
    assert "## next\n\nNo case." in text
    assert "- model / cosine: " in text


def test_structure_in_the_made_up_shop_shows(report: dict[str, Any]) -> None:
    def of(task: str, name: str) -> float:
        return float(report["tasks"][task]["scorers"][name]["recall@10"][0])

    assert of("next", "household frequency") > 2 * of("next", "popularity")
    assert of("complete_new", "lift") > 1.3 * of("complete_new", "popularity")


def test_a_log_of_sequences_has_baselines_of_its_own(
    make_context: Callable[..., Context], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("benchmark")
    rng = np.random.default_rng(1)
    starts = rng.integers(0, 40, 150)
    sequences = [[int(start + 3 * step) % 40 for step in range(8)] for start in starts]
    (data / "sequences.json").write_text(json.dumps(sequences), encoding="utf-8")
    rows = [json.dumps({"title": f"item {number}"}) for number in range(40)]
    (data / "items.jsonl").write_text("\n".join(rows), encoding="utf-8")
    context = make_context(data=data)
    run_stage(context, stage_named("prepare"))
    found = evaluate(context, ())
    scorers = found["tasks"]["next"]["scorers"]
    assert list(scorers) == [
        "popularity",
        "transitions-directed",
        "transitions-symmetric",
        "item-knn",
        "ease",
    ]
    directed, popularity = scorers["transitions-directed"], scorers["popularity"]
    assert directed["recall@5"][0] == 1 > popularity["recall@5"][0]
    assert found["left_out"]["cosine"] == "no visit holds two items"
    assert "- content is left out: no features" in markdown(found)

    run_stage(context, stage_named("features"))
    assert features_of(context) is not None
    found = evaluate(context, ())
    assert "content" not in found["left_out"]
    assert (
        found["protocol"]["diversity"] == "1 − mean cosine of text over the pairs of the first ten"
    )
    assert 0 < found["tasks"]["next"]["scorers"]["ease"]["diversity@10"][0] < 2
    assert "| coverage@10 | gini@10 | novelty@10 | diversity@10 |" in markdown(found)
    # Other sequences: the features are of items that may be others.
    (data / "sequences.json").write_text(json.dumps(sequences[1:]), encoding="utf-8")
    run_stage(context, stage_named("prepare"))
    assert features_of(context) is None


def test_a_log_of_baskets_leaves_nothing_out(report: dict[str, Any]) -> None:
    assert "left_out" not in report
    assert "left out" not in markdown(report)


def test_tuning_uses_validation_cases_only(
    prepared: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = load_visits(prepared.prepare)
    cases = load_cases(prepared.prepare, visits)
    types = load_items(prepared.prepare).codes("type")
    log = Log(visits.up_to(FIT), len(types))
    monkeypatch.setattr("musicrec.progress.SECONDS_BETWEEN_LINES", 0.0)
    said = io.StringIO()
    progress = Progress(stream=said)
    whole = tune(log, cases, types, classes=OF_BASKETS, seed=1, progress=progress)
    assert f"tuning baselines: 1/{len(OF_BASKETS)} " in said.getvalue()
    assert "settings, next: 1/1 (100 %)" in said.getvalue()
    without = cases.select(cases.split != TEST)
    assert tune(log, without, types, classes=OF_BASKETS, seed=1, progress=QUIET) == whole
    for cls in OF_BASKETS:
        for task in TASKS:
            choice = whole[cls.name][task]
            if choice.tried:
                best = max(mean for _, mean in choice.tried)
                assert dict(choice.tried[[m for _, m in choice.tried].index(best)][0]) == (
                    choice.params
                )


def test_a_choice_at_the_edge_is_told_unless_it_makes_no_difference() -> None:
    def choice(best: float, *means: float) -> Choice:
        return Choice({"s": best}, [({"s": float(n)}, mean) for n, mean in enumerate(means)])

    assert choice(2, 0.1, 0.2, 0.3).at_edge == ["s"]
    assert choice(1, 0.1, 0.3, 0.2).at_edge == []
    assert choice(0, 0.3, 0.3, 0.3).at_edge == []


def test_samples_are_drawn_by_the_seed_and_keep_their_order(prepared: Context) -> None:
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare)).of("next", TEST)
    some = sample_cases(cases, 10, 1)
    assert some.visit.tolist() == sorted(some.visit.tolist())
    assert some.visit.tolist() == sample_cases(cases, 10, 1).visit.tolist()
    assert some.visit.tolist() != sample_cases(cases, 10, 2).visit.tolist()
    assert len(sample_cases(cases, 0, 1)) == len(cases)


@pytest.mark.parametrize(
    ("ranked", "says"),
    [([1, 0, 2], "excludes"), ([2, 2, -1], "twice"), ([2, -1, 3], "gap")],
)
def test_a_broken_list_is_an_error(ranked: list[int], says: str) -> None:
    excluded = np.array([[False, True, False, False]])
    check_list("x", np.array([[2, 3, -1]], dtype=np.int32), excluded)
    with pytest.raises(ValueError, match=says):
        check_list("x", np.array([ranked], dtype=np.int32), excluded)


def test_of_everybody_the_breakdown_is_the_whole(report: dict[str, Any]) -> None:
    """Cases are split by history without rest, and each counts as it does in the whole."""
    part = report["tasks"]["complete"]
    groups = part["breakdown"]["history"]
    assert sum(group["cases"] for group in groups) == part["cases"]
    for name in ("model", "lift"):
        mean = sum(group["cases"] * group["scorers"][name][0] for group in groups) / part["cases"]
        assert mean == pytest.approx(part["scorers"][name]["recall@10"][0], abs=2e-5)


def test_coverage_counts_items_shown_in_the_first_ten(prepared: Context) -> None:
    cases = load_cases(prepared.prepare, load_visits(prepared.prepare)).of("next", TEST)
    types = load_items(prepared.prepare).codes("type")
    found = measure([Oracle("none", 0.0)], cases, types, cutoffs=[10], progress=QUIET)
    assert coverage(found.exposure["none"]) == pytest.approx(10 / len(types))
