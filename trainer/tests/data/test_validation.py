from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musicrec.config import DataSection
from musicrec.data.validation import ShopTables, describe, read_shop_tables, write_quarantine
from musicrec.errors import ExitCode, MusicRecError
from musicrec.shop import Shop


def shop(
    folder: Path, *, items: int = 30, users: int = 30, events: int = 1200, known: int | None = None
) -> ShopTables:
    """A shop whose events go round its items; `known` of them are in the catalogue."""
    kept = items if known is None else known
    (folder / "items.csv").write_text(
        "id,title\n" + "".join(f"i{n},Item {n}\n" for n in range(kept)), encoding="utf-8"
    )
    rows = (f"u{n % users},i{n % items},{1_700_000_000 + n * 9000}\n" for n in range(events))
    (folder / "events.csv").write_text("user,item,at\n" + "".join(rows), encoding="utf-8")
    return read_shop_tables(folder, Shop(name="s"), DataSection())


def test_a_shop_above_the_floor_has_no_problem(tmp_path: Path) -> None:
    tables = shop(tmp_path)
    assert tables.problem() is None
    tables.raise_if_unusable()
    summary = tables.summary()
    assert (summary["items"]["usable"], summary["events"]["usable"]) == (30, 1200)
    assert (summary["events"]["join_rate"], summary["below_floor"]) == (1.0, [])


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ({"items": 3}, ["3 usable items, at least 20"]),
        ({"users": 1}, ["1 usable users, at least 25"]),
        ({"events": 999}, ["999 usable events, at least 1,000"]),
        ({"items": 3, "users": 1}, ["3 usable items", "1 usable users"]),
    ],
)
def test_below_the_floor_is_said_plainly(
    tmp_path: Path, size: dict[str, int], says: list[str]
) -> None:
    problem = shop(tmp_path, **size).problem()
    assert problem is not None
    assert problem.exit_code is ExitCode.FLOOR
    assert all(text in problem.message for text in says)


def test_a_low_join_rate_is_an_error_with_examples(tmp_path: Path) -> None:
    tables = shop(tmp_path, items=30, known=3)
    problem = tables.problem()
    assert problem is not None
    assert problem.code == "DATA_INVALID"
    assert "120 of 1,200 events (10.0 %)" in problem.message
    entry = tables.summary()["events"]["dropped"]["unknown_item"]
    assert entry["rows"] == 1080
    assert [first["where"] for first in entry["first"]] == [f"events.csv:{n}" for n in (5, 6, 7)]
    text = describe(tables)
    assert "dropped 1,080: item not in the catalogue" in text
    assert "events.csv:5  'i3'" in text
    assert "join rate: 10.00 %" in text


def test_the_kinds_met_are_told_with_counts(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("id,title\n1,a\n", encoding="utf-8")
    rows = "u,1,2024-01-01,Kauf\n" * 3 + "u,1,2024-01-02,Storno\n"
    (tmp_path / "events.csv").write_text("user,item,at,kind\n" + rows, encoding="utf-8")
    tables = read_shop_tables(tmp_path, Shop(name="s"), DataSection())
    assert "kind 'Kauf': 3 rows, learned from\nkind 'Storno': 1 rows, left out" in describe(tables)


def test_columns_are_read_by_the_shops_names_and_others_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("Nr,Titel,Preis\n1,a,2\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("Kunde,Nr,Datum\nu,1,2024-01-01\n", encoding="utf-8")
    columns = {"id": "Nr", "title": "Titel", "user": "Kunde", "item": "Nr", "at": "Datum"}
    tables = read_shop_tables(tmp_path, Shop(name="s", columns=columns), DataSection())
    assert (tables.items.ids, tables.events.users) == (["1"], ["u"])
    asked = 'items: the column "Preis" looks like price'
    assert any(warning.startswith(asked) for warning in tables.items.warnings)
    both = Shop(name="s", columns={**columns, "price": "Preis"})
    tables = read_shop_tables(tmp_path, both, DataSection())
    assert tables.items.price.tolist() == [2.0]
    assert not any(warning.startswith(asked) for warning in tables.items.warnings)


def test_tables_without_one_usable_row_name_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("id,title\n1,\n2,\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("user,item,at\nu,1,2024-01-01\n", encoding="utf-8")
    problem = read_shop_tables(tmp_path, Shop(name="s"), DataSection()).problem()
    assert problem is not None
    assert "No item of items.csv can be used: blank title (2 rows)" in problem.message
    (tmp_path / "items.csv").write_text("id,title\n1,a\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("user,item,at\nu,1,soon\n", encoding="utf-8")
    problem = read_shop_tables(tmp_path, Shop(name="s"), DataSection()).problem()
    assert problem is not None
    assert "No event of events.csv can be used: time not readable (1 rows)" in problem.message
    assert 'time_format: "%d.%m.%Y %H:%M"' in problem.message


def test_the_quarantine_holds_every_dropped_row(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text('id,title\n1,a\n1,b\n2\n3,"c" d\n', encoding="utf-8")
    (tmp_path / "events.csv").write_text("user,item,at\nu,9,2024-01-01\n", encoding="utf-8")
    tables = read_shop_tables(tmp_path, Shop(name="s"), DataSection())
    path = tmp_path / "quarantine.jsonl"
    write_quarantine(path, [*tables.items.dropped, *tables.events.dropped])
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["where"] for row in rows] == [
        "items.csv:4",
        "items.csv:5",
        "items.csv:3",
        "events.csv:2",
    ]
    assert rows[2]["row"] == {"id": "1", "title": "b"}
    assert all(row["reason"] and row["fix"] for row in rows)
    write_quarantine(path, [])
    assert not path.exists()


ODD = """a|b|| |"|""|1|-1|1e400|nan|2024-01-01|1700000000|1700000000000|99999999999999999999
__proto__|é|\x00|\ufeff|a,b|'|9999-12-31T23:59:59|0001-01-01|2024-02-30|٣|\u2028""".replace(
    "\n", "|"
)
ROW = st.lists(st.sampled_from([*ODD.split("|"), "x" * 300]), min_size=1, max_size=4)
GOOD_ROW = st.tuples(*[st.sampled_from([*ODD.split("|"), "a", "1", "2024-01-01"])] * 3).map(list)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(ROW | GOOD_ROW, max_size=5),
    st.lists(ROW | GOOD_ROW, max_size=5),
    st.binary(max_size=6),
    st.sampled_from(["id,title,price\n", "id;title\n", "sku\n", ""]),
)
def test_any_text_gives_findings_or_an_error_for_people(
    tmp_path: Path, items: list[list[str]], events: list[list[str]], tail: bytes, header: str
) -> None:
    def text(head: str, rows: list[list[str]]) -> bytes:
        return (head + "\n".join(",".join(row) for row in rows)).encode()

    (tmp_path / "items.csv").write_bytes(text(header, items) + tail)
    (tmp_path / "events.csv").write_bytes(text("user,item,at\n", events))
    try:
        tables = read_shop_tables(tmp_path, Shop(name="s"), DataSection())
    except MusicRecError as error:
        assert len(error.message) > 20
        return
    assert describe(tables)
    json.dumps(tables.summary())
    write_quarantine(tmp_path / "q", [*tables.items.dropped, *tables.events.dropped])
    assert tables.items.rows == len(tables.items.ids) + len(tables.items.dropped)
    assert tables.events.rows == len(tables.events.user) + len(tables.events.dropped)
