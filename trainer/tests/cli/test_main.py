from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from musicrec.cli import describe, doctor
from musicrec.cli.main import build_parser, main
from musicrec.errors import ExitCode
from musicrec.export.bundle import write_bundle
from musicrec.export.manifest import bundle_hash
from tests.export.tiny import tiny_bundle


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def copy(shop: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in shop.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


VERBS = (
    "validate",
    "train",
    "evaluate",
    "export",
    "add",
    "ablate",
    "describe",
    "report",
    "encoder",
    "doctor",
)
LONG_VERB = "cold-start"


def test_help_lists_verbs_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for verb in VERBS:
        assert f"    {verb} " in text
    assert f"    {LONG_VERB}\n" in text
    assert "  4  the data is valid but too little to train on" in text


def test_every_verb_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (*VERBS, LONG_VERB):
        with pytest.raises(SystemExit) as caught:
            build_parser().parse_args([verb, "--help"])
        assert caught.value.code == 0
    assert "--set SECTION.KEY=VALUE" in capsys.readouterr().out


LOADED = """
import sys
from musicrec.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("torch" in sys.modules, code, file=sys.stderr)
"""


def test_what_needs_no_network_loads_none(synthetic_shop: Path, tmp_path: Path) -> None:
    _, bundle = tiny_bundle()
    write_bundle(bundle, tmp_path)

    def loaded(*arguments: object) -> str:
        command = [sys.executable, "-c", LOADED, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stderr.splitlines()[-1]

    for arguments in (
        ("--help",),
        *((verb, "--help") for verb in (*VERBS, LONG_VERB)),
        ("encoder", "static", "--help"),
        ("validate", "--data", synthetic_shop),
        ("describe", tmp_path),
        ("doctor", "--work", tmp_path),
    ):
        assert (arguments, loaded(*arguments)) == (arguments, "False 0")
    assert loaded("tain") == "False 2"
    assert loaded("report", tmp_path / "none").startswith("True")


def test_a_wrong_option_is_usage() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train", "--speed", "11"])
    assert caught.value.code == ExitCode.USAGE


def test_validate_a_good_shop(capsys: pytest.CaptureFixture[str], synthetic_shop: Path) -> None:
    code, out, _ = run(capsys, "validate", "--data", synthetic_shop, "--strict")
    assert code == 0
    assert "items.csv: 96 rows, 96 usable" in out
    assert out.endswith("OK: it can be trained on.\n")
    code, result = run_json(capsys, "validate", "--data", synthetic_shop)
    assert (code, result["ok"], result["events"]["join_rate"]) == (0, True, 1.0)


def test_validate_a_shop_with_bad_rows(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    shop = copy(synthetic_shop, tmp_path / "shop")
    with (shop / "items.csv").open("a", encoding="utf-8") as file:
        file.write("milk-00,again,,,,,,,\nnew,,,,,,,,\n")
    quarantine = tmp_path / "quarantine.jsonl"
    code, out, _ = run(capsys, "validate", "--data", shop, "--quarantine", quarantine)
    assert code == 0
    assert "dropped 1: id seen before\n    items.csv:98  'milk-00'\n    to mend: " in out
    assert len(quarantine.read_text(encoding="utf-8").splitlines()) == 2
    code, out, _ = run(capsys, "validate", "--data", shop, "--strict")
    assert code == ExitCode.DATA
    assert "NOT OK: 2 rows are dropped" in out


@pytest.mark.parametrize(
    ("content", "code", "error"),
    [
        ("user,item,at\nu,milk-00,2024-02-01\n", ExitCode.FLOOR, "DATA_FLOOR"),
        ("user,item,at\nu,nothing,2024-02-01\n", ExitCode.DATA, "DATA_INVALID"),
        ("customer_id,item,at\nu,milk-00,2024-02-01\n", ExitCode.DATA, "COLUMN_MISSING"),
        ("", ExitCode.DATA, "FILE_UNREADABLE"),
        (None, ExitCode.MISSING, "FILE_MISSING"),
    ],
)
def test_exit_codes_of_validate(
    capsys: pytest.CaptureFixture[str],
    synthetic_shop: Path,
    tmp_path: Path,
    content: str | None,
    code: ExitCode,
    error: str,
) -> None:
    shop = copy(synthetic_shop, tmp_path / "shop")
    (shop / "events.csv").unlink()
    if content is not None:
        (shop / "events.csv").write_text(content, encoding="utf-8")
    found, result = run_json(capsys, "validate", "--data", shop)
    assert (found, result["error"]["code"]) == (code, error)
    found, out, err = run(capsys, "validate", "--data", shop)
    assert found == code
    assert result["error"]["message"] in out + err


def test_a_split_outside_the_log_is_found_by_validate(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    shop = copy(synthetic_shop, tmp_path / "shop")
    (shop / "shop.yaml").write_text(
        "validation_from: 2030-01-01\ntest_from: 2030-02-01\n", encoding="utf-8"
    )
    code, result = run_json(capsys, "validate", "--data", shop)
    assert (code, result["error"]["code"]) == (ExitCode.USAGE, "SHOP_INVALID")


def test_train_to_prepare_then_describe(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bundle"
    arguments = ("train", "--data", synthetic_shop, "--out", out, "--to", "prepare")
    code, result = run_json(capsys, *arguments)
    assert (code, result["ran"]) == (0, ["prepare"])
    code, result = run_json(capsys, *arguments)
    assert (code, result["up_to_date"]) == (0, ["prepare"])
    code, text, _ = run(capsys, "describe", tmp_path / "bundle.work")
    assert code == 0
    assert re.search(r"prepare +finished +[0-9.]+ s +[0-9,]+ MB +seed 1\n", text)
    assert re.search(r"features +not run\n", text)
    assert "data: 96 items, 80 users" in text
    code, result = run_json(capsys, *arguments, "--set", "data.min_users=1000")
    assert (code, result["error"]["code"]) == (ExitCode.FLOOR, "DATA_FLOOR")


def test_a_folder_that_is_not_there_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(
        capsys, "train", "--data", tmp_path / "no", "--out", tmp_path / "b", "--quiet"
    )
    assert (code, out) == (ExitCode.MISSING, "")
    assert err.startswith("musicrec: FILE_MISSING: --data ")
    assert run(capsys, "describe", tmp_path)[0] == ExitCode.MISSING


def test_evaluate_baselines(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    code, report = run_json(
        capsys,
        *("evaluate", "--baselines", "--data", synthetic_shop, "--out", tmp_path / "b"),
        *("--set", "evaluation.bootstrap_samples=100", "--quiet"),
    )
    assert code == 0
    assert report["tasks"]["next"]["verdict"]["best_baseline"]
    assert (tmp_path / "b.work" / "baselines" / "report.md").exists()


def test_lists_are_of_the_model(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    code, result = run_json(
        capsys,
        *("evaluate", "--baselines", "--lists", tmp_path / "lists.jsonl"),
        *("--data", synthetic_shop, "--out", tmp_path / "b"),
    )
    assert (code, result["error"]["code"]) == (ExitCode.USAGE, "USAGE")
    code, _ = run_json(
        capsys,
        *("evaluate", "--baselines", "--engine", tmp_path / "lists.jsonl"),
        *("--data", synthetic_shop, "--out", tmp_path / "b"),
    )
    assert code == ExitCode.USAGE
    assert not (tmp_path / "b.work").exists()


def test_float32_weights_are_of_a_model_that_is_there(
    capsys: pytest.CaptureFixture[str], synthetic_shop: Path, tmp_path: Path
) -> None:
    arguments = (
        "export",
        "--weights",
        "float32",
        "--data",
        synthetic_shop,
        "--out",
        tmp_path / "b",
    )
    code, result = run_json(capsys, *arguments)
    assert (code, result["error"]["code"]) == (ExitCode.MISSING, "STAGE_INPUT_MISSING")
    code, result = run_json(capsys, *arguments, "--from", "generator")
    assert (code, result["error"]["code"]) == (ExitCode.USAGE, "USAGE")
    assert list(tmp_path.iterdir()) == []


def test_describe_a_bundle_and_what_it_lacks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    manifest = {
        "name": "Corner shop",
        "producer": "musicrec 0",
        "format": 1,
        "items": 96,
        "files": {"items.json": {"bytes": 1500}, "prior.bin": {"bytes": 40}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "items.json").write_text("{}", encoding="utf-8")
    code, out, _ = run(capsys, "describe", tmp_path)
    assert code == ExitCode.DATA
    assert "Corner shop: 96 items" in out
    assert "MISSING: prior.bin" in out
    assert "encoders" not in out
    manifest["encoders"] = {"text": "static", "image": "efficientnet-lite0"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert (
        "encoders      text static, image efficientnet-lite0"
        in run(capsys, "describe", tmp_path)[1]
    )
    (tmp_path / "prior.bin").write_bytes(b"x")
    assert run(capsys, "describe", tmp_path)[0] == 0
    for broken in ("{", "[]", "{}"):
        (tmp_path / "manifest.json").write_text(broken, encoding="utf-8")
        code, result = run_json(capsys, "describe", tmp_path)
        assert (code, result["error"]["code"]) == (ExitCode.DATA, "BUNDLE_INVALID")


def test_describe_a_bundle_in_figures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source, bundle = tiny_bundle()
    out = tmp_path / "bundle"
    write_bundle(bundle, out)
    code, result = run_json(capsys, "describe", out)
    assert code == 0
    assert result["sha256"] == bundle_hash(out)
    assert result["parity"] == bundle.parity.as_json()
    assert result["weights"] == "int8"
    assert result["decoding"] == {"beam_width": 16, "extra_candidates": 16}
    used = [len(set(column)) for column in source.semantic_ids.T.tolist()]
    assert result["health"]["usage"] == [round(count / 32, 4) for count in used]
    assert all(
        1 < even <= count for even, count in zip(result["health"]["perplexity"], used, strict=True)
    )
    assert result["health"]["collisions"] == 0
    code, text, _ = run(capsys, "describe", out)
    assert code == 0
    assert f"bundle        {bundle_hash(out)[:16]} " in text
    assert f"  level 1     {used[0]:3} codes used, perplexity" in text
    assert f"overlap {bundle.parity.overlap:.3f}" in text
    assert re.search(r"  next\.any +1 +0\.5 +0\.3 +0\.4 +0\.2\n", text)
    assert max(len(line) for line in text.splitlines()) <= 100


def test_describe_counts_shared_ids_and_refuses_cut_ones(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, bundle = tiny_bundle()
    write_bundle(bundle, tmp_path / "bundle")
    file = tmp_path / "bundle" / "semantic_ids.bin"
    data = file.read_bytes()
    file.write_bytes(data[:4] * 3 + data[12:])
    assert run_json(capsys, "describe", file.parent)[1]["health"]["collisions"] == 3
    file.write_bytes(data[:-1])
    code, result = run_json(capsys, "describe", file.parent)
    assert (code, result["error"]["code"]) == (ExitCode.DATA, "BUNDLE_INVALID")


def test_an_interrupted_stage_is_described(tmp_path: Path) -> None:
    (tmp_path / "prepare").mkdir()
    (tmp_path / "prepare" / "started.json").write_text("{}", encoding="utf-8")
    assert describe.describe_work(tmp_path)["stages"]["prepare"] == {"state": "interrupted"}


def test_doctor_names_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy",))
    monkeypatch.setattr(doctor, "MIN_MEMORY_GB", 0.0)
    monkeypatch.setattr(doctor, "MIN_DISK_GB", 0.0)
    code, out, _ = run(capsys, "doctor")
    assert code == 0
    assert "numpy: " in out
    monkeypatch.setattr(doctor, "FOR_ENCODERS", {"no-such-encoder": "a test"})
    code, out, _ = run(capsys, "doctor")
    assert code == 0
    assert "no-such-encoder: not installed; it is there for a test  → run: pip install" in out
    monkeypatch.setattr(doctor, "PACKAGES", ("no-such-package",))
    code, result = run_json(capsys, "doctor")
    assert (code, result["ok"]) == (ExitCode.MISSING, False)
    assert [check["name"] for check in result["checks"] if check["needed"] and not check["ok"]] == [
        "no-such-package"
    ]


def test_doctor_holds_the_encoders_against_their_records(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def found() -> dict[str, Any]:
        checks = run_json(capsys, "doctor")[1]["checks"]
        return {check["name"]: check for check in checks if check["name"].startswith("encoder ")}

    assert [check["ok"] for check in found().values()] == [True, True]
    encoders = tmp_path / "encoders"
    shutil.copytree(doctor.ENCODERS / "static", encoders / "static")
    monkeypatch.setattr(doctor, "ENCODERS", encoders)
    gone = found()["encoder efficientnet-lite0"]
    assert (gone["ok"], gone["needed"]) == (False, False)
    assert "there for pictures" in gone["found"] and "musicrec encoder image" in gone["fix"]
    file = encoders / "static" / "vocabulary.txt"
    data = file.read_bytes()
    file.write_bytes(data[:-1] + b"x")
    said = found()["encoder static"]
    assert (said["ok"], said["needed"]) == (False, True)
    assert said["found"] == "vocabulary.txt is not the file of its record (SHA-256)"
    file.write_bytes(data[:-2])
    assert "vocabulary.txt has 210,573 bytes, its record says 210,575" in str(found())
    file.unlink()
    assert "cannot be read" in found()["encoder static"]["found"]


def test_an_interrupt_says_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "checks", interrupt)
    code, _, err = run(capsys, "doctor")
    assert code == 130
    assert "goes on where it stopped" in err
