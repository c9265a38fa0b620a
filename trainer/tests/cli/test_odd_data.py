"""Data at the edge: trained on to the end, or refused with file, place and remedy."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.cli.main import main
from musicrec.errors import CODES, ExitCode
from tests.benchmark_folder import unnamed, write_benchmark
from tests.conftest import TINY

BOM = b"\xef\xbb\xbf"
TITLES = (
    "🧼 Soap",
    "صابون",
    "cafe\u0301",
    "café",
    "\u202eabc",
    "[2 Pack] <b>Ink</b>",
    "007",
    "a\u2028b",
)
IDS = (
    "007",
    "7",
    "7.0",
    "1e5",
    "100000",
    "-0",
    "0",
    "١٢",
    "🧼",
    "e\u0301",
    "é",
    "a,b",
    'a"b',
    "<b>",
)
DAY = 86_400


def train(data: Path, out: Path, *more: str) -> int:
    return main(
        [
            *("train", "--data", str(data), "--out", str(out), "--quiet", "--json"),
            *("--config", str(TINY), "--set", "threads=1", "--set", "evaluation.max_cases=20"),
            *("--set", "generator.beam_width=4", "--set", "generator.extra_candidates=4"),
            *("--set", "tokenizer.epochs=3", "--set", "generator.epochs=1"),
            *("--set", "generator.batch_size=16", "--set", "evaluation.bootstrap_samples=100"),
            *more,
        ]
    )


def ring(items: int, users: int = 130, steps: int = 8) -> list[list[int]]:
    """Sequences that go round in steps of two."""
    return [[(user + 2 * step) % items for step in range(steps)] for user in range(users)]


def windows(path: Path) -> None:
    """The file as a Windows program saves it."""
    path.write_bytes(BOM + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def odd_benchmark(folder: Path) -> list[tuple[str, str]]:
    """Never bought items, users with one event or none, one item twice in a row, rows `{}`."""
    items = [{"title": TITLES[row]} if row < len(TITLES) else {} for row in range(36)]
    items[20] = {"title": "20"}  # its row: no text
    repeated = [[item for item in steps for _ in range(2)] for steps in ring(30, 20)]
    write_benchmark(folder, items, [*ring(30), *repeated, *([[3]] * 9), [], [5, 5, 5]])
    for name in ("items.jsonl", "sequences.json"):
        windows(folder / name)
    return [(str(row), item.get("title", str(row))) for row, item in enumerate(items)]


def odd_shop(folder: Path) -> list[tuple[str, str]]:
    """IDs that look like numbers, every event twice, users with one event, never bought items."""
    items = [(own, TITLES[row % len(TITLES)]) for row, own in enumerate(IDS)]
    items += [(f"never {row}", f"No. {row}") for row in range(8)]
    events = [
        (user, IDS[(number + step * (1 + number % 3)) % len(IDS)], 1_700_000_000 + step // 2 * DAY)
        for number, user in enumerate(["1", "01", "1.0", "👩‍👩‍👧", *(f"u{n}" for n in range(36))])
        for step in range(16)
    ]
    events += [(f"once {row}", IDS[row % len(IDS)], 1_700_000_000 + row) for row in range(9)]
    folder.mkdir()
    for name, header, rows in (
        ("items.csv", ("id", "title"), items),
        ("events.csv", ("user", "item", "at"), [row for row in events for _ in range(2)]),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        windows(folder / name)
    return sorted(items)


@pytest.mark.parametrize(("write", "texts"), [(odd_benchmark, 8), (odd_shop, 22)])
def test_odd_data_is_trained_on_to_the_end(
    tmp_path: Path, write: Callable[[Path], list[tuple[str, str]]], texts: int
) -> None:
    items = write(tmp_path / "data")
    out = tmp_path / "bundle"
    assert train(tmp_path / "data", out) == 0
    columns = json.loads((out / "items.json").read_text(encoding="utf-8"))["columns"]
    assert list(zip(columns["id"]["values"], columns["title"]["values"], strict=True)) == items
    ids = np.frombuffer((out / "semantic_ids.bin").read_bytes(), np.uint8).reshape(len(items), -1)
    assert len(np.unique(ids, axis=0)) == len(items)
    work = tmp_path / "bundle.work"
    record = json.loads((work / "features" / "features.json").read_text(encoding="utf-8"))
    assert record["present"] == {"text": texts, "image": 0}
    popularity = np.load(work / "features" / "popularity_ship.npz")["popularity"]
    assert (popularity == 0).sum() >= 6
    users = json.loads((work / "prepare" / "users.json").read_text(encoding="utf-8"))
    assert len(users) == len(set(users)) == (161 if write is odd_benchmark else 49)


def benchmark(**files: object) -> Callable[[Path], None]:
    """Writes a good benchmark with some files of it replaced: bytes, an array, or sequences."""

    def write(folder: Path) -> None:
        rows: Any = files.get("items", unnamed(30))
        write_benchmark(folder, rows, files.get("sequences", ring(30)))
        if "text_features" in files:
            np.save(folder / "text_features.npy", np.asarray(files["text_features"]))
        if "raw_items" in files:
            (folder / "items.jsonl").write_bytes(files["raw_items"])  # type: ignore[arg-type]

    return write


BROKEN = np.ones((30, 4))
BROKEN[7, 2] = np.nan


@pytest.mark.parametrize(
    ("write", "code", "says", "remedy"),
    [
        (benchmark(items=unnamed(3), sequences=ring(3)), "DATA_FLOOR", "3 usable items", "Collect"),
        (benchmark(sequences=[[*range(30)] * 40]), "DATA_FLOOR", "1 usable users", "Collect"),
        (
            benchmark(sequences=ring(30, 600, 2)),
            "DATA_FLOOR",
            "No user of sequences.json has 3 steps",
            "Bring longer sequences",
        ),
        (
            benchmark(sequences=[*ring(30), [0, -1]]),
            "DATA_INVALID",
            "sequences.json: step 1 of user 130 is -1",
            "Map the IDs to rows",
        ),
        (
            benchmark(sequences=[*ring(30), [30]]),
            "DATA_INVALID",
            "step 0 of user 130 is 30",
            "rows 0 … 29 of items.jsonl",
        ),
        (benchmark(sequences={"u": [1]}), "DATA_INVALID", "sequences.json must be a list", "list"),
        (benchmark(raw_items=b" \n"), "FILE_UNREADABLE", "items.jsonl is empty", "Export it again"),
        (benchmark(raw_items=b"{}\n[]\n"), "DATA_INVALID", "items.jsonl:2 is no JSON", "mend it"),
        (
            benchmark(text_features=np.eye(29)),
            "DATA_INVALID",
            "text_features.npy has shape (29, 29)",
            "Write one row of numbers an item",
        ),
        (
            benchmark(text_features=np.ones((30, 4))),
            "DATA_INVALID",
            "text_features.npy: all 30 rows are alike",
            "leave the file out",
        ),
        (
            benchmark(text_features=BROKEN),
            "DATA_INVALID",
            "text_features.npy: row 7 holds a value that is no finite number",
            "Write zeros",
        ),
    ],
)
def test_what_cannot_be_trained_on_is_refused_before_training(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    write: Callable[[Path], None],
    code: str,
    says: str,
    remedy: str,
) -> None:
    write(tmp_path / "data")
    expected = CODES[code]
    assert expected in (ExitCode.DATA, ExitCode.FLOOR)
    assert train(tmp_path / "data", tmp_path / "bundle") == expected
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code
    assert says in error["message"] and remedy in error["message"]
    assert not (tmp_path / "bundle.work" / "tokenizer").exists()
    # Whoever asks before training is told the same.
    assert main(["validate", "--data", str(tmp_path / "data"), "--json"]) == expected
    assert json.loads(capsys.readouterr().out)["error"] == error
