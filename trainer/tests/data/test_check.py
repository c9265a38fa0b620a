from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musicrec.data.check import Events, Items, check_events, check_items
from musicrec.data.tables import Table

NOW = 1_760_000_000.0
DAY = "2024-03-01"


def table(**columns: list[str]) -> Table:
    rows = len(next(iter(columns.values())))
    return Table(path=Path("t.csv"), columns=columns, lines=np.arange(2, rows + 2))


def reasons(checked: Items | Events) -> list[tuple[str, str]]:
    return [(row.where, row.reason) for row in checked.dropped]


def catalogue(*ids: str) -> Items:
    return check_items(table(id=list(ids), title=[f"title {i}" for i in ids]))


def events(items: Items, *rows: tuple[str, str, str], **more: list[str]) -> Events:
    user, item, at = ([row[column] for row in rows] for column in range(3))
    return check_events(table(user=user, item=item, at=at, **more), items, now=NOW)


def test_items_are_sorted_by_id_and_stripped() -> None:
    items = check_items(table(id=["b", " a ", "C"], title=["B", " A", "c"], size=["1", "2", "3"]))
    assert items.ids == ["C", "a", "b"]
    assert items.columns == {"title": ["c", "A", "B"], "size": ["3", "2", "1"]}
    assert items.dropped == []


def test_every_reason_to_drop_an_item() -> None:
    items = check_items(
        table(
            id=["a", "", "b", "a", "c", "x" * 201, "d", "null", "b"],
            title=["A", "B", " ", "again", "y" * 1001, "long", "D", "N", "ok now"],
            description=["", "", "", "", "", "", "z" * 20_001, "", ""],
        )
    )
    assert items.ids == ["a", "b"]
    assert items.columns["title"] == ["A", "ok now"]
    assert reasons(items) == [
        ("t.csv:3", "no_id"),
        ("t.csv:9", "no_id"),
        ("t.csv:4", "no_title"),
        ("t.csv:6", "too_long"),
        ("t.csv:7", "too_long"),
        ("t.csv:8", "too_long"),
        ("t.csv:5", "duplicate_id"),
    ]


def test_bad_prices_links_and_columns_are_warned_about() -> None:
    items = check_items(
        table(
            id=["a", "b", "c"],
            title=["same", "same", "same"],
            price=["1", "free", ""],
            link=["https://x", "javascript:alert(1)", ""],
            __proto__=["1", "2", "3"],
        )
    )
    assert items.price.tolist()[0] == 1.0
    assert np.isnan(items.price[1:]).all()
    assert "__proto__" not in items.columns
    text = "\n".join(items.warnings)
    assert "1 prices are not numbers ≥ 0 and are left out, the first at t.csv:3 (free)" in text
    assert "javascript:alert(1)" in text
    assert '"__proto__" is left out' in text
    assert "2 of 3 titles repeat" in text
    assert "no type and no category" in text


def test_a_sign_that_is_not_shop_yamls_is_warned_about() -> None:
    prices = table(id=["a", "b"], title=["A", "B"], price=["1,50 €", ""])
    assert check_items(prices).currency == "EUR"
    assert not any("€" in warning for warning in check_items(prices).warnings)
    items = check_items(prices, currency="USD")
    assert items.currency is None
    assert any("prices such as '1,50 €' are not in USD" in text for text in items.warnings)


def test_a_file_has_one_decimal_sign_and_doubt_is_warned_about() -> None:
    def priced(*price: str) -> Items:
        return check_items(table(id=["a", "b"], title=["A", "B"], price=list(price)))

    assert priced("1.249", "9,90").price.tolist() == [1249.0, 9.9]
    assert not any("three digits" in warning for warning in priced("1.249", "9,90").warnings)
    items = priced("1.249", "")
    assert items.price.tolist()[0] == 1.249
    assert any("such as '1.249' have three digits" in warning for warning in items.warnings)


def test_ids_that_are_words_of_javascript_are_ids() -> None:
    items = catalogue("__proto__", "constructor", "toString")
    found = events(items, ("__proto__", "constructor", DAY), ("hasOwnProperty", "__proto__", DAY))
    assert found.users == ["__proto__", "hasOwnProperty"]
    assert found.item.tolist() == [1, 0]


def test_every_reason_to_drop_an_event() -> None:
    found = events(
        catalogue("a", "b"),
        ("u", "a", DAY),
        ("", "a", DAY),
        ("(not set)", "a", DAY),
        ("u", "", DAY),
        ("u", "zzz", DAY),
        ("u", "a", "soon"),
        ("u", "a", "1970-01-01"),
        ("u", "a", "2199-01-01"),
        ("v" * 201, "a", DAY),
        ("u", "b", DAY),
        kind=["", "", "", "", "", "", "", "", "", "Refund"],
    )
    assert [reason for _, reason in reasons(found)] == [
        "no_user",
        "no_user",
        "no_item",
        "too_long",
        "time",
        "too_early",
        "future",
        "negative_kind",
        "unknown_item",
    ]
    assert (found.users, found.item.tolist(), found.rows) == (["u"], [0], 10)
    assert (found.joined, found.matchable) == (8, 9)


def test_ids_are_joined_whether_or_not_times_are_readable() -> None:
    rows = [("u", "a", "01.03.2024 17:00"), ("u", "X5", "01.03.2024 17:00"), ("v", "a", DAY)]
    found = events(catalogue("a"), *rows)
    assert (found.joined, found.matchable, found.hints) == (2, 3, [])


def test_a_row_that_is_not_in_the_shops_format_is_dropped_with_its_place() -> None:
    at = ["01.03.2024 17:00", "2024-03-01"]
    columns = table(user=["u", "v"], item=["a", "a"], at=at)
    found = check_events(columns, catalogue("a"), time_format="%d.%m.%Y %H:%M", now=NOW)
    assert [(row.where, row.reason, row.value) for row in found.dropped] == [
        ("t.csv:3", "time_format", "2024-03-01")
    ]
    assert (found.at.tolist(), found.time_form) == ([1_709_312_400], "%d.%m.%Y %H:%M")


def test_kinds_are_counted_and_the_shops_own_are_left_out_too() -> None:
    rows = [("u", "a", DAY)] * 4
    kind = ["Kauf", "Storno", "Ansicht", "Kauf"]
    items = catalogue("a")
    found = events(items, *rows, kind=kind)
    assert [(k.name, k.rows, k.learned) for k in found.kinds] == [
        ("Kauf", 2, True),
        ("Storno", 1, False),
        ("Ansicht", 1, True),
    ]
    assert reasons(found) == [("t.csv:3", "negative_kind")]
    columns = {name: [row[n] for row in rows] for n, name in enumerate(("user", "item", "at"))}
    own = check_events(
        table(**columns, kind=kind), items, left_out_kinds=["ansicht", "Anfrage"], now=NOW
    )
    assert reasons(own) == [("t.csv:3", "negative_kind"), ("t.csv:4", "negative_kind")]
    assert any("'Anfrage', which no event has" in warning for warning in own.warnings)


@pytest.mark.parametrize(
    ("own", "theirs", "says"),
    [
        ("ABC", "abc", "upper and lower case"),
        ("7", "007", "leading zeros"),
        ("7", "7.0", 'end in ".0"'),
        ("7", "gid://shop/Product/7", "prefix"),
        ("7", "milk", "events name 'milk'; the catalogue has IDs like '7'"),
    ],
)
def test_ids_that_do_not_match_get_a_hint(own: str, theirs: str, says: str) -> None:
    assert any(says in hint for hint in events(catalogue(own), ("u", theirs, DAY)).hints)


def test_one_user_with_most_rows_and_one_time_are_warned_about() -> None:
    found = events(catalogue("a"), *[("bot", "a", DAY)] * 9, ("u", "a", DAY))
    assert any("'bot' has 90 % of the rows" in warning for warning in found.warnings)
    assert any("the same time" in warning for warning in found.warnings)


def test_visit_names_are_kept() -> None:
    found = events(
        catalogue("a"), ("u", "a", DAY), ("u", "a", DAY), ("v", "a", DAY), visit=["1", "2", "1"]
    )
    assert found.visit is not None
    assert found.visit.tolist() == [0, 1, 0]
