from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from musicrec.data.schema import ITEM_COLUMNS
from musicrec.data.tables import find_table, known_alias, read_table, suggest_column
from musicrec.errors import MusicRecError


def write(folder: Path, content: str | bytes, name: str = "items.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path) -> dict[str, list[str]]:
    return read_table(path, known=ITEM_COLUMNS, required=("id", "title")).columns


def failure(path: Path) -> MusicRecError:
    with pytest.raises(MusicRecError) as caught:
        read(path)
    return caught.value


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_csv_with_any_separator_newline_and_bom(
    tmp_path: Path, separator: str, newline: str, bom: bytes
) -> None:
    text = newline.join([separator.join(["ID", " Title "]), separator.join(["1", "Käse"]), ""])
    assert read(write(tmp_path, bom + text.encode())) == {"id": ["1"], "title": ["Käse"]}


def test_quoted_fields_hold_anything_and_lines_count_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,title\n1,"a, ""b""\nc"\n2,d\n')
    table = read_table(path, known=ITEM_COLUMNS, required=("id",))
    assert table.columns["title"] == ['a, "b"\nc', "d"]
    assert [table.where(row) for row in range(2)] == ["items.csv:2", "items.csv:4"]


def test_broken_rows_are_kept_with_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,title\n1,a,b\n\n2,"c" d\n3,e\n4\n')
    table = read_table(path, known=ITEM_COLUMNS, required=("id",))
    assert table.columns["id"] == ["3"]
    assert [(row.line, row.reason) for row in table.broken] == [
        (2, "fields"),
        (4, "quoting"),
        (6, "fields"),
    ]


def test_jsonl_has_plain_values_and_late_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": 7, "title": "a"}\n\nnot json\n[1]\n'
        '{"id": 8.0, "title": null, "price": 1.5, "own": true, "tags": ["x"]}\n',
        "items.jsonl",
    )
    table = read_table(path, known=ITEM_COLUMNS, required=("id", "title"))
    assert table.columns == {
        "id": ["7", "8"],
        "title": ["a", ""],
        "price": ["", "1.5"],
        "own": ["", "true"],
        "tags": ["", '["x"]'],
    }
    assert table.lines.tolist() == [1, 5]
    assert [(row.line, row.reason) for row in table.broken] == [(3, "json"), (4, "json")]


def test_deep_json_is_a_broken_row(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": 1, "title": "a"}\n' + "[" * 100_000 + "\n", "items.jsonl")
    assert len(read_table(path, known=ITEM_COLUMNS, required=("id",)).broken) == 1


def test_parquet_gives_the_same_texts(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    moment = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)
    pq.write_table(
        pa.table({"user": [1, 2], "item": ["a", None], "at": pa.array([moment, None])}), path
    )
    table = read_table(path, known=("user", "item", "at"), required=("user", "item", "at"))
    assert table.columns == {"user": ["1", "2"], "item": ["a", ""], "at": ["1709312400", ""]}


def test_proto_is_a_value_like_any_other(tmp_path: Path) -> None:
    assert read(write(tmp_path, "id,title\n__proto__,constructor\n"))["id"] == ["__proto__"]
    path = write(tmp_path, '{"id": "__proto__", "title": "t", "__proto__": 1}\n', "items.jsonl")
    assert read(path)["__proto__"] == ["1"]


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "FILE_UNREADABLE", "empty"),
        (b"\n \n", "FILE_UNREADABLE", "empty"),
        (b"id,title\n", "DATA_INVALID", "no rows"),
        ("id,title\n1,a\n".encode("utf-16"), "ENCODING", "iconv -f UTF-16 -t UTF-8"),
        ("id,title\n1,a\n".encode("utf-16-le"), "ENCODING", "UTF-16LE"),
        ("id,title\n1,a\n".encode("utf-16-be"), "ENCODING", "UTF-16BE"),
        ("id,title\n1,a\n2,Käse\n".encode("latin-1"), "ENCODING", "items.csv:3"),
        ("id,title\n2,Käse\n".encode("latin-1"), "ENCODING", "iconv -f ISO-8859-1"),
        ("id,title\n2,“Käse”\n".encode("cp1252"), "ENCODING", "iconv -f WINDOWS-1252"),
        (b"id,title\n1,a\0b\n", "FILE_UNREADABLE", "items.csv:2"),
        (b"\x1f\x8b\x08\0", "FILE_UNREADABLE", "compressed"),
        (b'id,title\n1,a\n2,"b\n3,c\n', "FILE_UNREADABLE", "items.csv:3 opens a quotation mark"),
        (
            b'id,title\n1,"' + b"x\n" * 600_000 + b'"\n',
            "FILE_UNREADABLE",
            "items.csv:2 opens a quotation mark",
        ),
        (b"id,title,id\n1,a,2\n", "DATA_INVALID", '"id" twice'),
        (b"id,title,ID\n1,a,2\n", "DATA_INVALID", 'two columns "id"'),
        (b"sku,name\n1,a\n", "COLUMN_MISSING", 'rename "sku" to "id"; rename "name" to "title"'),
        (b"id,titel\n1,a\n", "COLUMN_MISSING", 'rename "titel" to "title"'),
        (b"id,x\n1,a\n", "COLUMN_MISSING", 'rename the column that holds it to "title"'),
    ],
)
def test_an_unreadable_table_says_why_and_how_to_mend_it(
    tmp_path: Path, content: bytes, code: str, says: str
) -> None:
    error = failure(write(tmp_path, content))
    assert error.code == code
    assert says in error.message


def test_a_broken_parquet_file_is_named(tmp_path: Path) -> None:
    assert "Parquet" in failure(write(tmp_path, b"PAR1xxxx", "items.parquet")).message


def test_suggestions_know_what_others_call_it() -> None:
    assert suggest_column("at", ["foo", "Timestamp"]) == "Timestamp"
    assert suggest_column("user", ["CustomerID"]) == "CustomerID"
    assert suggest_column("user", ["colour"]) is None


@pytest.mark.parametrize(
    ("missing", "column"),
    [
        ("id", "Artikelnummer"),
        ("id", "Artikel-Nr."),
        ("id", "Référence"),
        ("title", "Bezeichnung"),
        ("title", "Nombre"),
        ("price", "PREIS"),
        ("price", "prix"),
        ("user", "Kunden-ID"),
        ("item", "artículo"),
        ("at", "Bestelldatum"),
        ("kind", "Statut"),
    ],
)
def test_suggestions_know_other_languages(missing: str, column: str) -> None:
    assert known_alias(missing, ["foo", column]) == column


def test_a_column_is_called_what_shop_yaml_says(tmp_path: Path) -> None:
    path = write(tmp_path, "Artikelnummer,Bezeichnung,Preis\n1,Gurke,2\n")
    called = {"id": "artikelnummer", "title": "Bezeichnung", "item": "Artikel"}
    table = read_table(path, known=ITEM_COLUMNS, required=("id", "title"), called=called)
    assert table.columns == {"id": ["1"], "title": ["Gurke"], "Preis": ["2"]}
    with pytest.raises(MusicRecError) as caught:
        read_table(path, known=ITEM_COLUMNS, required=("id", "title"), called={"id": "SKU"})
    assert caught.value.code == "COLUMN_MISSING"
    assert 'no column "SKU", which shop.yaml says is its id' in caught.value.message
    with pytest.raises(MusicRecError) as caught:
        read_table(path, known=ITEM_COLUMNS, required=("id", "title"), called={})
    assert 'rename "Artikelnummer" to "id"; rename "Bezeichnung" to "title"' in str(caught.value)
    assert "columns: {id: Artikelnummer, title: Bezeichnung}" in str(caught.value)


def test_the_table_is_found_or_its_absence_explained(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="does not exist"):
        find_table(tmp_path / "nowhere", "items")
    with pytest.raises(MusicRecError, match="is empty"):
        find_table(tmp_path, "items")
    write(tmp_path, "x", "products.csv")
    with pytest.raises(MusicRecError, match=r"it holds: products\.csv"):
        find_table(tmp_path, "items")
    path = write(tmp_path, "x", "items.tsv")
    assert find_table(tmp_path, "items") == path
    write(tmp_path, "x", "items.jsonl")
    with pytest.raises(MusicRecError, match="Keep one"):
        find_table(tmp_path, "items")
