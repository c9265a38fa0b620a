from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from musicrec.stage import STAGE_NAMES
from tests.conftest import TINY

TRAINER = Path(__file__).resolve().parents[2]
KILLED_AT = Path(__file__).with_name("killed_at.py")
KILLS = (
    ("prepare", "prepare/cases.jsonl", 1),
    ("features", "features/collaborative.npy", 1),
    ("tokenizer", "tokenizer/semantic_ids.npy", 1),
    # The second time: the first epoch's checkpoint is there, the second's is not.
    ("generator", "generator/fit.checkpoint", 2),
    ("generator", "generator/ship.checkpoint", 2),
    ("evaluation", "evaluation/report.md", 1),
    ("evaluation", "evaluation/meta.json", 1),
    ("export", "/.bundle.partial/manifest.json", 1),
    ("export", "export/export.json", 1),
)
"""Stage, and the file before which it dies, the how many-th time. Those after it see its rest."""


def train(shop: Path, folder: Path, *program: str) -> tuple[int, str]:
    """Exit code and stderr of `musicrec train`; the program is one that ends in a verb's place."""
    done = subprocess.run(
        [
            *(sys.executable, *program, "train"),
            *("--data", str(shop), "--out", str(folder / "bundle")),
            *("--config", str(TINY), "--set", "threads=1"),
            # Fewer candidates and questions: every restart in the generator asks them all again.
            *("--set", "generator.beam_width=4", "--set", "generator.extra_candidates=4"),
            *("--set", "evaluation.bootstrap_samples=100", "--set", "evaluation.max_cases=20"),
        ],
        env={**os.environ, "PYTHONPATH": str(TRAINER)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def files(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_killed_in_every_stage_ends_with_the_same_bundle(
    synthetic_shop: Path, tmp_path: Path
) -> None:
    alone, killed = tmp_path / "alone", tmp_path / "killed"
    code, said = train(synthetic_shop, alone, "-m", "musicrec.cli.main")
    assert code == 0, said
    finished: dict[str, int] = {}
    for stage, file, times in KILLS:
        code, said = train(synthetic_shop, killed, str(KILLED_AT), file, str(times))
        assert code == -signal.SIGKILL, f"{file}: {said}"
        place = STAGE_NAMES.index(stage)
        for name in STAGE_NAMES:
            meta = killed / "bundle.work" / name / "meta.json"
            assert meta.exists() == (name in STAGE_NAMES[:place]), f"{file}: {name}"
            if meta.exists():
                # A stage that ran again would have written it anew.
                written = meta.stat().st_mtime_ns
                assert finished.setdefault(name, written) == written, f"{file}: {name}"
        if file == "generator/ship.checkpoint":
            before, _, ship = said.partition("training on ship")
            assert "epoch 1/3" not in before and "epoch 2/3" in before
            assert "epoch 1/3" in ship
        if file == "evaluation/report.md":
            assert "epoch 1/3" not in said and "epoch 2/3" in said
    code, said = train(synthetic_shop, killed, "-m", "musicrec.cli.main")
    assert code == 0, said
    assert files(killed / "bundle") == files(alone / "bundle")
    assert {path.name for path in killed.iterdir()} == {"bundle", "bundle.work"}
    work = {path.name for path in (killed / "bundle.work").rglob("*") if path.is_file()}
    assert work == {path.name for path in (alone / "bundle.work").rglob("*") if path.is_file()}
    code, said = train(synthetic_shop, killed, "-m", "musicrec.cli.main")
    assert (code, said.count("up to date")) == (0, len(STAGE_NAMES)), said
