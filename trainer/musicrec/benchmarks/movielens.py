"""MovieLens-1M → a benchmark's folder with texts and posters.

Read are `movies.dat` (GroupLens: `id::title::genre|genre…`, Latin-1), `sequences.json` (user →
movie ids in the order of their ratings), `llm_response_item.json` (movie id → a paragraph, written
by a language model) and `posters/<id>.jpg`. Ratings were entered in bursts, years after the films
were seen: the order inside a burst says little. Nothing of it may be passed on (GroupLens' licence;
the posters are the studios'): the folder is for measuring.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musicrec.errors import MusicRecError

MOVIES = "movies.dat"
SEQUENCES = "sequences.json"
PARAGRAPHS = "llm_response_item.json"
POSTERS = "posters"
IMAGES = "images"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the folder holds."""

    users: int
    items: int
    steps: int
    paragraphs: int
    posters: int

    def __str__(self) -> str:
        return (
            f"{self.users:,} users, {self.items:,} films, {self.steps:,} ratings; "
            f"{self.paragraphs:,} films with a paragraph, {self.posters:,} with a poster"
        )


def write_movielens(source: Path, out: Path) -> Written:
    """Write `items.jsonl`, `sequences.json` and `images/` below `out`; returns what they hold.

    A film is an item where somebody rated it, in the order of the ids; users in the order of
    theirs. Raises FILE_MISSING, FILE_UNREADABLE, DATA_INVALID.
    """
    films = _films(source / MOVIES)
    sequences = _mapping(source / SEQUENCES, list)
    paragraphs = _mapping(source / PARAGRAPHS, str)
    ids = sorted({film for watched in sequences.values() for film in watched})
    unknown = [film for film in ids if film not in films]
    if unknown:
        raise MusicRecError(
            "DATA_INVALID",
            f"{SEQUENCES} has the film {unknown[0]}, which {MOVIES} does not. "
            "Take both files from one release.",
        )
    images = out / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    rows = []
    for film in ids:
        title, genres = films[film]
        row = {"title": title, "category": genres[0], "genres": ", ".join(genres)}
        if film in paragraphs:
            row["description"] = paragraphs[film]
        poster = source / POSTERS / f"{film}.jpg"
        if poster.is_file():
            shutil.copyfile(poster, images / poster.name)
            row["image"] = f"{IMAGES}/{poster.name}"
        rows.append(row)
    row_of = {film: row for row, film in enumerate(ids)}
    steps = [[row_of[film] for film in sequences[user]] for user in sorted(sequences)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "items.jsonl").write_text(lines, encoding="utf-8")
    (out / SEQUENCES).write_text(json.dumps(steps), encoding="utf-8")
    return Written(
        users=len(steps),
        items=len(rows),
        steps=sum(map(len, steps)),
        paragraphs=sum("description" in row for row in rows),
        posters=sum("image" in row for row in rows),
    )


def _read(path: Path, encoding: str) -> str:
    try:
        return path.read_text(encoding=encoding)
    except FileNotFoundError as error:
        raise MusicRecError(
            "FILE_MISSING", f"There is no {path.name} in {path.parent}. Check --data."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise MusicRecError("FILE_UNREADABLE", f"{path.name}: {error}.") from error


def _films(path: Path) -> dict[int, tuple[str, list[str]]]:
    films = {}
    for number, line in enumerate(_read(path, "latin-1").splitlines(), 1):
        parts = line.split("::")
        if len(parts) != 3 or not parts[0].isdigit():
            raise MusicRecError(
                "DATA_INVALID", f"{path.name}:{number} is not id::title::genres: {line[:80]!r}."
            )
        films[int(parts[0])] = (parts[1].strip(), parts[2].strip().split("|"))
    return films


def _mapping(path: Path, of: type) -> dict[int, Any]:
    try:
        values = json.loads(_read(path, "utf-8"))
        right = all(isinstance(value, of) for value in values.values())
        mapping = {int(key): value for key, value in values.items()}
    except (ValueError, AttributeError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name} is not a JSON object by number: {error}."
        ) from error
    if not right:
        raise MusicRecError("DATA_INVALID", f"{path.name} must hold a {of.__name__} a number.")
    return mapping
