from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.config import DataSection
from musicrec.data.check import Events, check_items
from musicrec.data.items import load_items
from musicrec.data.prepare import build_visits, split_boundaries, split_visits
from musicrec.data.tables import Table
from musicrec.data.validation import ShopTables
from musicrec.data.visits import FIT, TEST, VALIDATION, Visits, load_visits
from musicrec.errors import MusicRecError
from musicrec.shop import Shop
from musicrec.stage import Context, run_stage, stage_named

MINUTE = 60
FAR = (10**9, 10**9)
Row = tuple[int, int, int]


def events(rows: list[Row], visit: list[int] | None = None) -> Events:
    """Rows (user, item, at)."""
    user, item, at = np.array(rows).T
    return Events(
        user=user.astype(np.int32),
        item=item.astype(np.int32),
        at=at.astype(np.int64),
        visit=None if visit is None else np.array(visit, dtype=np.int32),
        users=[f"u{n}" for n in range(int(user.max()) + 1)],
        rows=len(rows),
        joined=len(rows),
        matchable=len(rows),
        dropped=[],
        warnings=[],
    )


def listed(visits: Visits) -> list[tuple[int, int, list[int]]]:
    return [
        (int(visits.user[v]), int(visits.at[v]), visits.of(v).tolist()) for v in range(len(visits))
    ]


def test_rows_within_the_gap_are_one_visit_and_a_visit_is_a_set() -> None:
    rows = [
        (0, 5, 0),
        (0, 3, 0),
        (0, 3, 20 * MINUTE),
        (0, 9, 50 * MINUTE),  # 30 minutes after the row before: still the same visit
        (0, 1, 81 * MINUTE),  # 31 minutes: another one
        (1, 7, 81 * MINUTE),
    ]
    visits = build_visits(events(rows), gap_minutes=30, boundaries=FAR)
    assert listed(visits) == [(0, 0, [3, 5, 9]), (0, 81 * MINUTE, [1]), (1, 81 * MINUTE, [7])]


def test_gap_zero_merges_equal_times_only() -> None:
    visits = build_visits(events([(0, 1, 5), (0, 2, 5), (0, 3, 6)]), gap_minutes=0, boundaries=FAR)
    assert listed(visits) == [(0, 5, [1, 2]), (0, 6, [3])]


def test_named_visits_are_kept_even_where_they_interleave() -> None:
    rows = [(0, 1, 10), (0, 2, 11), (0, 3, 12), (0, 4, 13), (0, 1, 14), (1, 6, 5)]
    found = build_visits(events(rows, visit=[7, 8, 7, 8, 7, 7]), gap_minutes=30, boundaries=FAR)
    assert listed(found) == [(0, 10, [1, 3]), (0, 11, [2, 4]), (1, 5, [6])]


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 300)),
        min_size=1,
        max_size=40,
    ),
    st.randoms(use_true_random=False),
    st.booleans(),
)
def test_the_order_of_rows_says_nothing(rows: list[Row], random: object, named: bool) -> None:
    names = [(at // 50) % 3 for _, _, at in rows] if named else None
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    again = None if names is None else [names[row] for row in order]
    # The same users whatever the order: build from the full list.
    first = build_visits(events(rows, names), gap_minutes=0.5, boundaries=(100, 200))
    second = build_visits(
        events([rows[row] for row in order], again), gap_minutes=0.5, boundaries=(100, 200)
    )
    assert listed(first) == listed(second)
    assert sorted({(u, i) for u, i, _ in rows}) == sorted(
        {(u, i) for u, _, items in listed(first) for i in items}
    )
    for visit in range(len(first)):
        items = first.of(visit)
        assert len(items) > 0
        assert (np.diff(items) > 0).all()
    assert (np.diff(first.user) >= 0).all()
    same = first.user[1:] == first.user[:-1]
    assert (np.diff(first.at)[same] >= 0).all()


def test_the_split_is_by_time_of_the_visit() -> None:
    rows = [(0, 1, 99), (0, 1, 100), (0, 1, 199), (0, 1, 200)]
    visits = build_visits(events(rows), gap_minutes=0, boundaries=(100, 200))
    assert visits.split.tolist() == [FIT, VALIDATION, VALIDATION, TEST]


def test_dates_win_and_shares_stand_in() -> None:
    at = np.arange(1000, dtype=np.int64)
    config = DataSection(validation_share=0.1, test_share=0.2)
    dated = Shop(name="s", validation_from=400, test_from=600)
    assert split_boundaries(at, dated, config) == (400, 600)
    first, second = split_boundaries(at, Shop(name="s"), config)
    shares = [(at < first).mean(), ((at >= first) & (at < second)).mean(), (at >= second).mean()]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.002)


@pytest.mark.parametrize(("first", "second"), [(5000, 6000), (0, 500), (500, 6000)])
def test_an_empty_split_is_refused(first: int, second: int) -> None:
    shop = Shop(name="s", validation_from=first, test_from=second)
    with pytest.raises(MusicRecError, match="would be empty") as caught:
        split_boundaries(np.arange(1000, dtype=np.int64), shop, DataSection())
    assert caught.value.code == "SHOP_INVALID"


def test_one_time_for_all_events_is_refused() -> None:
    with pytest.raises(MusicRecError, match="over a longer time"):
        split_boundaries(np.full(9, 7, dtype=np.int64), Shop(name="s"), DataSection())


@pytest.mark.parametrize("steps", [2, 3])
@pytest.mark.parametrize("benchmark", [False, True])
def test_where_nothing_can_be_asked_nothing_is_trained(steps: int, benchmark: bool) -> None:
    # Users who come one after the other: the last ones have nobody's earlier visits.
    rows = [(user, 0, (user * 10 + step) * 86_400) for user in range(20) for step in range(steps)]
    tables = ShopTables(
        items_file="items.jsonl",
        events_file="sequences.json",
        items=check_items(
            Table(path=Path("i"), columns={"id": ["a"], "title": ["A"]}, lines=np.arange(1))
        ),
        events=events(rows, visit=[step for _ in range(20) for step in range(steps)]),
        config=DataSection(),
    )
    shop = Shop(name="s", benchmark=benchmark)
    if benchmark and steps == 3:
        visits, boundaries = split_visits(tables, shop, DataSection())
        assert boundaries is None and (visits.split == VALIDATION).sum() == 20
        return
    with pytest.raises(MusicRecError) as caught:
        split_visits(tables, shop, DataSection(validation_share=0.1, test_share=0.1))
    assert caught.value.code == "DATA_FLOOR"
    said = "sequences.json has 3 steps" if benchmark else "has 5 earlier visits"
    assert said in caught.value.message


def test_the_stage_writes_what_later_stages_read(prepared: Context) -> None:
    folder = prepared.prepare
    written = {path.name for path in folder.iterdir()}
    assert written == {
        "items.json",
        "visits.npz",
        "users.json",
        "cases.npz",
        "cases.jsonl",
        "statistics.json",
        "meta.json",
    }
    visits = load_visits(folder)
    statistics = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    assert statistics["events"]["join_rate"] == 1.0
    assert sum(statistics["visits"].values()) == len(visits)
    assert sum(statistics["rows"].values()) == len(visits.items) == statistics["events"]["rows"]
    assert min(statistics["visits"].values()) > 50
    assert (visits.at[visits.split == TEST] >= statistics["test_from"]).all()
    assert (visits.at[visits.split == FIT] < statistics["validation_from"]).all()
    table = load_items(folder)
    assert table.ids == sorted(table.ids)
    assert visits.items.max() < len(table)


def test_dropped_rows_go_to_quarantine_and_too_few_raise(
    make_context: Callable[..., Context], synthetic_shop: Path, tmp_path: Path
) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    for path in synthetic_shop.iterdir():
        (shop / path.name).write_bytes(path.read_bytes())
    with (shop / "events.csv").open("a", encoding="utf-8") as file:
        file.write("u000,unknown,2024-09-01\n")
    context = make_context(data=shop)
    run_stage(context, stage_named("prepare"))
    lines = (context.prepare / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["reason"] for line in lines] == ["item not in the catalogue"]
    with pytest.raises(MusicRecError, match="DATA_FLOOR"):
        run_stage(make_context("data.min_users=81", data=shop), stage_named("prepare"))


def test_tables_in_any_format_prepare_to_the_same(
    make_context: Callable[..., Context], prepared: Context, synthetic_shop: Path, tmp_path: Path
) -> None:
    import pandas as pd

    shop = tmp_path / "other"
    shop.mkdir()
    (shop / "shop.yaml").write_bytes((synthetic_shop / "shop.yaml").read_bytes())
    items = pd.read_csv(synthetic_shop / "items.csv", dtype=str, keep_default_na=False)
    items.to_json(shop / "items.jsonl", orient="records", lines=True)
    events = pd.read_csv(synthetic_shop / "events.csv", parse_dates=["at"])
    events.to_parquet(shop / "events.parquet")
    context = make_context(data=shop)
    run_stage(context, stage_named("prepare"))
    for name in ("items.json", "cases.jsonl", "users.json"):
        assert (context.prepare / name).read_bytes() == (prepared.prepare / name).read_bytes()
