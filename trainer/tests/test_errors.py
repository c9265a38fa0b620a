from __future__ import annotations

import re
from pathlib import Path

import musicrec
from musicrec.errors import CODES, EXIT_MEANINGS, ExitCode, MusicRecError


def test_every_code_in_the_source_is_in_the_table() -> None:
    package = Path(musicrec.__file__).parent
    used: dict[str, str] = {}
    for path in package.rglob("*.py"):
        for code in re.findall(r"MusicRecError\(\s*\"([A-Z_]+)\"", path.read_text("utf-8")):
            used[code] = path.name
    assert "DATA_INVALID" in used
    assert {code: name for code, name in used.items() if code not in CODES} == {}


def test_every_exit_code_has_a_meaning() -> None:
    assert set(EXIT_MEANINGS) == set(ExitCode)


def test_an_error_knows_its_exit_code() -> None:
    error = MusicRecError("DATA_FLOOR", "3 items", {"items": 3})
    assert (error.exit_code, str(error)) == (ExitCode.FLOOR, "DATA_FLOOR: 3 items")
    assert error.details == {"items": 3}
