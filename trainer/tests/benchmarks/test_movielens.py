"""MovieLens' files, small and made up, to a folder that `prepare` and the picture finder read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from musicrec.benchmarks.movielens import write_movielens
from musicrec.data.benchmark import is_benchmark, read_items, read_sequences
from musicrec.errors import MusicRecError
from musicrec.features.image import PictureReport, find_pictures

MOVIES = "2::Amélie (2001)::Comedy|Romance\n5::Alien (1979)::Horror\n9::Unseen (1999)::Drama\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    (folder / "posters").mkdir(parents=True)
    (folder / "movies.dat").write_text(MOVIES, encoding="latin-1")
    (folder / "sequences.json").write_text('{"10": [5, 2], "9": [2]}')
    (folder / "llm_response_item.json").write_text('{"2": "A waitress …", "9": "Nobody saw it."}')
    Image.new("RGB", (4, 6)).save(folder / "posters" / "5.jpg")
    return folder


def test_the_folder_is_a_benchmark_with_texts_and_posters(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    written = write_movielens(source, out)
    assert (written.users, written.items, written.steps) == (2, 2, 3)
    assert (written.paragraphs, written.posters) == (1, 1)
    assert is_benchmark(out)
    items = read_items(out)
    assert items.columns["title"] == ["Amélie (2001)", "Alien (1979)"]
    assert items.columns["description"] == ["A waitress …", ""]
    assert items.columns["category"] == ["Comedy", "Horror"]
    events = read_sequences(out, len(items.ids))
    assert events.user.tolist() == [0, 1, 1], "user 9 before user 10, by number"
    assert events.item.tolist() == [0, 1, 0]
    found = find_pictures(out, items.ids, items.columns["image"], PictureReport(items=2))
    assert [path and path.name for path in found] == [None, "5.jpg"]


@pytest.mark.parametrize(
    ("name", "text", "code", "says"),
    [
        ("movies.dat", "2::Amélie\n", "DATA_INVALID", "movies.dat:1"),
        ("movies.dat", "2::Amélie::Comedy\n", "DATA_INVALID", "film 5"),
        ("sequences.json", "[1]", "FILE_UNREADABLE", "sequences.json"),
        ("sequences.json", '{"1": 2}', "DATA_INVALID", "sequences.json"),
        ("llm_response_item.json", '{"one": "x"}', "FILE_UNREADABLE", "by number"),
        ("llm_response_item.json", None, "FILE_MISSING", "llm_response_item.json"),
    ],
)
def test_broken_files_are_named(
    source: Path, tmp_path: Path, name: str, text: str | None, code: str, says: str
) -> None:
    if text is None:
        (source / name).unlink()
    else:
        (source / name).write_text(text, encoding="latin-1")
    with pytest.raises(MusicRecError, match=says) as raised:
        write_movielens(source, tmp_path / "folder")
    assert raised.value.code == code


def test_the_written_files_are_json(source: Path, tmp_path: Path) -> None:
    write_movielens(source, tmp_path)
    assert json.loads((tmp_path / "sequences.json").read_text()) == [[0], [1, 0]]
