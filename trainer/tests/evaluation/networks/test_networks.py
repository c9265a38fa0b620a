"""The verb: what is trained, kept and reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.cli.main import main
from musicrec.evaluation.networks import training
from tests.benchmark_folder import unnamed, write_benchmark
from tests.conftest import TINY
from tests.evaluation.networks.markov import SOME, write_markov


@pytest.fixture(autouse=True)
def few_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MOST_EPOCHS", 2)


def run(*arguments: str, data: Path, out: Path) -> None:
    """The verb on few events, with small networks."""
    told = [*arguments, "--config", TINY, "--data", data, "--out", out]
    for value in ("data.min_events=100", "data.min_items=10", "tokenizer.epochs=3", "threads=1"):
        told += ["--set", value]
    assert main([str(value) for value in told]) == 0


def report_of(
    capsys: pytest.CaptureFixture[str], data: Path, out: Path, *more: str
) -> tuple[dict[str, Any], str]:
    """The report, and what the progress said."""
    run("evaluate", "--networks", "--json", *more, data=data, out=out)
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err


def test_networks_are_baselines_trained_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = write_markov(tmp_path / "set")
    report, said = report_of(capsys, data, tmp_path / "b", "--baselines")
    assert "networks/sasrec: done" in said and "networks/tiger: done" in said
    scorers = report["tasks"]["next"]["scorers"]
    assert {"popularity", "sasrec", "tiger"} <= set(scorers)
    assert f"by ndcg@10 on {SOME} validation cases" in scorers["sasrec"]["how"]
    assert "IDs of 3 × 16 codes from text alone" in scorers["tiger"]["how"]
    work = tmp_path / "b.work" / "networks"
    choice = json.loads((work / "sasrec" / "choice.json").read_text(encoding="utf-8"))
    assert [dropout for dropout, _ in choice["tried"]] == [0.2, 0.5]
    means = dict(choice["tried"])[choice["dropout"]]
    assert max(means) == max(max(tried) for _, tried in choice["tried"])
    assert choice["epochs"] == 1 + int(np.argmax(means))

    again, said = report_of(capsys, data, tmp_path / "b", "--baselines")
    assert "networks/sasrec: up to date" in said and "networks/tiger: up to date" in said
    assert again == report
    (work / "sasrec" / "model.pt").unlink()
    again, said = report_of(capsys, data, tmp_path / "b", "--baselines")
    assert "networks/sasrec: done" in said and "networks/tiger: up to date" in said
    assert again == report


def test_they_stand_beside_a_trained_model(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = write_markov(tmp_path / "set")
    overrides = ("--set", "generator.epochs=1", "--set", "generator.batch_size=8")
    run("train", "--to", "generator", *overrides, data=data, out=tmp_path / "b")
    capsys.readouterr()
    report, _ = report_of(capsys, data, tmp_path / "b", *overrides)
    scorers = report["tasks"]["next"]["scorers"]
    assert next(iter(scorers)) == "MusicRec"
    assert {"ease", "sasrec", "tiger"} <= set(scorers)
    own = json.loads((tmp_path / "b.work/evaluation/report.json").read_text(encoding="utf-8"))
    assert "sasrec" not in own["tasks"]["next"]["scorers"]
    assert (tmp_path / "b.work/networks/report.md").exists()


def test_without_text_there_is_no_tiger(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report, _ = report_of(
        capsys, write_markov(tmp_path / "set", text=False), tmp_path / "b", "--baselines"
    )
    assert report["left_out"]["tiger"] == "no item has text to make its ID of"
    assert set(report["tasks"]["next"]["scorers"]) >= {"popularity", "sasrec"}
    assert "tiger" not in report["tasks"]["next"]["scorers"]


def test_baskets_have_no_networks(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    report, _ = report_of(capsys, synthetic_shop, tmp_path / "b", "--baselines")
    assert report["left_out"] == {
        "sasrec": "visits hold several items",
        "tiger": "visits hold several items",
    }


def test_short_sequences_have_no_networks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    steps = [[user % 12, (user + 1) % 12, (user + 2) % 12] for user in range(40)]
    data = write_benchmark(tmp_path / "set", unnamed(12), steps)
    report, _ = report_of(capsys, data, tmp_path / "b", "--baselines")
    reason = "sequences are too short to learn from and to choose by"
    assert (report["left_out"]["sasrec"], report["left_out"]["tiger"]) == (reason, reason)
