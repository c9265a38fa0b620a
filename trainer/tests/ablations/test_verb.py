"""The verb `ablate`, as a command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from musicrec.cli.main import main
from musicrec.errors import ExitCode
from tests.ablations.conftest import QUICK
from tests.conftest import TINY


def settings() -> list[str]:
    overrides = [part for override in QUICK for part in ("--set", override)]
    return ["--config", str(TINY), *overrides, "--quiet"]


def test_one_command_trains_measures_and_prints(
    benchmark_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "docs" / "set.jsonl"
    command = ["ablate", "--data", str(benchmark_data), "--out", str(tmp_path / "out")]
    command += ["--ledger", str(ledger), "--arms", "text", "--seeds", "1", "--beams", "4"]
    assert main([*command, *settings()]) == ExitCode.OK
    printed = capsys.readouterr().out
    assert "# Ablations: set" in printed and "| text | 1 |" in printed
    assert "| text, beam alone |" in printed
    assert len(ledger.read_text().splitlines()) == 2

    assert main(["ablate", "--table", "--ledger", str(ledger)]) == ExitCode.OK
    assert capsys.readouterr().out == printed
    assert main(["ablate", "--table", "--ledger", str(ledger), "--json"]) == ExitCode.OK
    values = json.loads(capsys.readouterr().out)
    assert [entry["what"] for entry in values["entries"]] == ["run", "beams"]
    assert values["failed"] == []


def test_an_empty_ledger_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ablate", "--table", "--ledger", str(tmp_path / "none.jsonl")]) == ExitCode.OK
    assert capsys.readouterr().out == "The ledger holds no run.\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--table"], "needs --out"),
        (["--out", "x"], "needs --data"),
        (["--out", "x", "--data", ".", "--seeds", "1,two"], "--seeds 1,two must be whole numbers"),
        (["--out", "x", "--data", ".", "--beams", "0"], "--beams 0 must be whole numbers"),
        (["--out", "x", "--data", ".", "--arms", "magic"], 'no arm "magic"'),
    ],
)
def test_what_is_missing_or_wrong_is_usage(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ablate", *options]) == ExitCode.USAGE
    assert told in capsys.readouterr().err


def test_no_folder_of_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = str(tmp_path / "gone")
    assert main(["ablate", "--out", str(tmp_path), "--data", gone]) == ExitCode.MISSING
    assert "is not a folder" in capsys.readouterr().err
