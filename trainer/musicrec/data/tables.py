"""Reading one table of a shop: CSV, JSON lines or Parquet, all values as text, rows with a place.

A file that cannot be read as a whole is an error that says why and how to mend it; a row that
cannot be read is returned as a broken row with its place. No value is interpreted here.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.schema import ALIASES, MAX_CSV_FIELD
from musicrec.data.spelling import plain
from musicrec.errors import MusicRecError

SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet")
SEPARATORS = (",", ";", "\t", "|")
HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be read: its line, a key of `schema.REASONS`, its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of texts. `lines` (R) int64: the line of the file each row starts at (1 = first)."""

    path: Path
    columns: dict[str, list[str]]
    lines: NDArray[np.int64]
    broken: list[BrokenRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def where(self, row: int) -> str:
        """`events.csv:17`."""
        return f"{self.path.name}:{self.lines[row]}"

    def row(self, row: int) -> dict[str, str]:
        """One row as a mapping."""
        return {name: values[row] for name, values in self.columns.items()}


def find_table(data: Path, stem: str) -> Path:
    """The one file `data/STEM.{csv,tsv,jsonl,parquet}`; raises FILE_MISSING or DATA_INVALID."""
    found = [path for suffix in SUFFIXES if (path := data / f"{stem}{suffix}").is_file()]
    if not found:
        there = sorted(path.name for path in data.iterdir())[:12] if data.is_dir() else None
        seen = "the folder does not exist" if there is None else f"it holds: {', '.join(there)}"
        if not there and there is not None:
            seen = "the folder is empty"
        raise MusicRecError(
            "FILE_MISSING",
            f"There is no {stem}.csv (or .tsv, .jsonl, .parquet) in {data}; {seen}. "
            "Name the tables items.csv and events.csv, and give their folder as --data.",
            {"data": str(data), "table": stem},
        )
    if len(found) > 1:
        raise MusicRecError(
            "DATA_INVALID",
            f"{data} holds {' and '.join(path.name for path in found)}. Keep one of them.",
        )
    return found[0]


def read_table(
    path: Path,
    *,
    known: tuple[str, ...],
    required: tuple[str, ...],
    called: Mapping[str, str] | None = None,
) -> Table:
    """Read a table and check that the required columns are there.

    Column names are compared without case and outer blanks; `known` ones get their own spelling.
    `called`: what shop.yaml says that the file calls some of them, None where there is no shop.yaml
    to say so. Raises FILE_UNREADABLE, ENCODING, COLUMN_MISSING, DATA_INVALID.
    """
    if path.suffix == ".parquet":
        table = _read_parquet(path)
    else:
        text = read_text(path)
        table = _read_jsonl(path, text) if path.suffix == ".jsonl" else _read_csv(path, text)
    names = {name: theirs for name, theirs in (called or {}).items() if name in known}
    columns: dict[str, list[str]] = {}
    for name, values in table.columns.items():
        bare = name.strip()
        renamed = [own for own, theirs in names.items() if theirs.strip().lower() == bare.lower()]
        for own in renamed or [bare.lower() if bare.lower() in known else bare]:
            if own in columns:
                raise MusicRecError(
                    "DATA_INVALID", f'{path.name} has two columns "{own}". Remove or rename one.'
                )
            columns[own] = values
    for own, theirs in names.items():
        if own not in columns:
            raise MusicRecError(
                "COLUMN_MISSING",
                f'{path.name} has no column "{theirs}", which shop.yaml says is its {own}; its '
                f"columns are {_named(list(columns))}. Mend columns in shop.yaml.",
                {"missing": [theirs], "columns": list(columns)[:50]},
            )
    missing = [name for name in required if name not in columns]
    if missing:
        raise _missing_columns(path, missing, list(columns), mapped=called is not None)
    if len(table) == 0 and not table.broken:
        raise MusicRecError(
            "DATA_INVALID", f"{path.name} has a header but no rows. Export it again."
        )
    return Table(path=path, columns=columns, lines=table.lines, broken=table.broken)


def known_alias(missing: str, present: Sequence[str]) -> str | None:
    """The present column whose name other systems give to `missing`, None where there is none."""
    spelled = {plain(name): name for name in reversed(present)}
    found = (spelled.get(plain(alias)) for alias in ALIASES.get(missing, ()))
    return next((name for name in found if name is not None), None)


def suggest_column(missing: str, present: Sequence[str]) -> str | None:
    """The present column that `missing` is probably called, None where none comes near."""
    lowered = {name.lower(): name for name in present}
    close = difflib.get_close_matches(missing, list(lowered), n=1, cutoff=0.7)
    return known_alias(missing, present) or (lowered[close[0]] if close else None)


def _missing_columns(
    path: Path, missing: list[str], present: list[str], *, mapped: bool
) -> MusicRecError:
    others = {name: suggest_column(name, present) for name in missing}
    advice = [
        f'rename "{other}" to "{name}"' if other else f'rename the column that holds it to "{name}"'
        for name, other in others.items()
    ]
    said = ", ".join(f"{name}: {other or 'ITS NAME'}" for name, other in others.items())
    instead = f"; or write into shop.yaml: columns: {{{said}}}" if mapped else ""
    return MusicRecError(
        "COLUMN_MISSING",
        f"{path.name} has no column {' and no column '.join(missing)}; its columns are "
        f"{_named(present)}. To mend it: {'; '.join(advice)}{instead}.",
        {"missing": missing, "columns": present[:50]},
    )


def _named(columns: list[str]) -> str:
    return ", ".join(columns[:20]) or "(none)"


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (with or without BOM); says what else it looks like.

    Raises FILE_UNREADABLE, ENCODING.
    """
    raw = path.read_bytes()
    if not raw.strip():
        raise MusicRecError("FILE_UNREADABLE", f"{path.name} is empty. Export it again.")
    mend = f"iconv -f {{}} -t UTF-8 {path.name} > fixed{path.suffix}"
    utf16 = None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        utf16 = "UTF-16"
    elif raw[:400].count(0) > len(raw[:400]) // 4:
        utf16 = "UTF-16LE" if raw[1:2] == b"\0" else "UTF-16BE"
    if utf16:
        raise MusicRecError(
            "ENCODING",
            f"{path.name} is in {utf16}, not UTF-8. Save it as UTF-8: {mend.format(utf16)}",
            {"encoding": utf16},
        )
    if raw[:2] == b"\x1f\x8b" or raw[:2] == b"PK":
        raise MusicRecError("FILE_UNREADABLE", f"{path.name} is compressed. Unpack it first.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        # 0x80 … 0x9f are letters and quotes in Windows-1252 but control codes in Latin-1.
        high = {byte for byte in raw if byte >= 0x80}
        guess = "WINDOWS-1252" if any(byte < 0xA0 for byte in high) else "ISO-8859-1 (Latin-1)"
        name = guess.split()[0]
        raise MusicRecError(
            "ENCODING",
            f"{path.name}:{line} holds the byte 0x{raw[error.start]:02x}, which is not UTF-8; the "
            f"file looks like {guess}. Save it as UTF-8: {mend.format(name)}",
            {"encoding": name, "line": line},
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name}:{line} holds a NUL character. Export the file again."
        )
    return text


def _read_csv(path: Path, text: str) -> Table:
    header_line = text[: text.find("\n")] if "\n" in text else text
    separator = max(SEPARATORS, key=header_line.count)
    csv.field_size_limit(MAX_CSV_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name}:1 is not a header line: {error}."
        ) from error
    doubled = [name for name in header if header.count(name) > 1]
    if doubled:
        raise MusicRecError(
            "DATA_INVALID", f'{path.name}:1 names the column "{doubled[0]}" twice. Rename one.'
        )
    width = len(header)
    rows: list[list[str]] = []
    lines: list[int] = []
    broken: list[BrokenRow] = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if "end of data" in str(error) or "field limit" in str(error):
                raise MusicRecError(
                    "FILE_UNREADABLE",
                    f"{path.name}:{line} opens a quotation mark that is never closed. "
                    "Close it, or double quotation marks inside fields.",
                    {"line": line},
                ) from error
            broken.append(BrokenRow(line, "quoting", str(error)))
            continue
        if len(row) == width:
            rows.append(row)
            lines.append(line)
        elif row:
            broken.append(BrokenRow(line, "fields", separator.join(row)[:500]))
    transposed = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in header]
    return Table(
        path=path,
        columns=dict(zip(header, transposed, strict=True)),
        lines=np.array(lines, dtype=np.int64),
        broken=broken,
    )


def _plain(value: object) -> str:
    """A JSON value as the text a CSV would hold.

    Half an emoji, left where a title was cut, becomes U+FFFD: UTF-8 cannot say it.
    """
    return HALF_PAIR.sub("\ufffd", _said(value))


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _read_jsonl(path: Path, text: str) -> Table:
    columns: dict[str, list[str]] = {}
    lines: list[int] = []
    broken: list[BrokenRow] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            broken.append(BrokenRow(number, "json", line[:500]))
            continue
        values = {_plain(name): value for name, value in values.items()}
        for name in values:
            if name not in columns:
                columns[name] = [""] * len(lines)
        for name, column in columns.items():
            column.append(_plain(values.get(name)))
        lines.append(number)
    return Table(path=path, columns=columns, lines=np.array(lines, dtype=np.int64), broken=broken)


def _read_parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name} is not a readable Parquet file: {error}."
        ) from error
    columns: dict[str, list[str]] = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            # The same instants as Unix seconds: one unit a file, whatever the column's is.
            seconds = column.cast(pa.timestamp("us")).cast(pa.int64()).to_pylist()
            columns[name] = ["" if value is None else str(value // 1_000_000) for value in seconds]
        else:
            columns[name] = [_plain(value) for value in column.to_pylist()]
    return Table(path=path, columns=columns, lines=np.arange(1, table.num_rows + 1, dtype=np.int64))
