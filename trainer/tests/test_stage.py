from __future__ import annotations

import io
import json
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from musicrec import stage as stages
from musicrec.errors import MusicRecError
from musicrec.progress import Progress
from musicrec.stage import STAGE_NAMES, STAGES, Context, Stage, read_meta, run_stage, run_stages

Make = Callable[..., Context]


class Fake:
    """Two fake stages whose runs are counted; `fail` breaks the second one."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fail = False
        self.text = "one"

    def first(self, context: Context) -> None:
        self.calls.append("first")
        (context.folder("first") / "out.txt").write_text(self.text, encoding="utf-8")

    def second(self, context: Context) -> None:
        self.calls.append("second")
        folder = context.folder("second")
        kept = folder / "checkpoint"
        self.calls.append("resumed" if kept.exists() else "fresh")
        kept.write_text("half", encoding="utf-8")
        if self.fail:
            raise RuntimeError("killed")
        (folder / "copy.txt").write_bytes((context.folder("first") / "out.txt").read_bytes())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    made = Fake()
    for name in ("first", "second"):
        module = types.ModuleType(f"fake_{name}")
        module.__dict__["run"] = getattr(made, name)
        monkeypatch.setitem(sys.modules, f"fake_{name}", module)
    flow = (
        Stage(
            name="first",
            module="fake_first",
            sections=("data",),
            inputs=(),
            code=("data",),
            reads_data=("items",),
        ),
        Stage(
            name="second",
            module="fake_second",
            sections=("tokenizer",),
            inputs=("first",),
            code=("data",),
        ),
    )
    monkeypatch.setattr(stages, "STAGES", flow)
    monkeypatch.setattr(stages, "STAGE_NAMES", ("first", "second"))
    yield made


def test_an_unchanged_stage_is_skipped(fake: Fake, make_context: Make) -> None:
    assert run_stages(make_context()) == ["first", "second"]
    fake.calls.clear()
    assert run_stages(make_context()) == []
    assert fake.calls == []


def test_a_run_says_which_stage_of_how_many_it_is_in(fake: Fake, make_context: Make) -> None:
    said = io.StringIO()
    context = replace(make_context(), progress=Progress(stream=said))
    run_stages(context)
    first, done, second, *_ = said.getvalue().splitlines()
    assert (first, second) == ("first, 1 of 2: …", "second, 2 of 2: …")
    assert done.startswith("first, 1 of 2: done in 0 s")
    run_stages(context)
    assert said.getvalue().endswith("first, 1 of 2: up to date\nsecond, 2 of 2: up to date\n")


def test_a_stage_says_why_it_runs_again(fake: Fake, make_context: Make, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("id,title\n", encoding="utf-8")

    def told(*overrides: str) -> list[str]:
        said = io.StringIO()
        context = make_context(*overrides, data=tmp_path)
        run_stages(replace(context, progress=Progress(stream=said)))
        return [line for line in said.getvalue().splitlines() if ": …" in line]

    told()
    assert told("tokenizer.epochs=21") == ["second, 2 of 2: … (tokenizer.epochs was 20, is 21)"]
    (tmp_path / "items.csv").write_text("id,title\n1,a\n", encoding="utf-8")
    fake.text = "two"
    assert told("tokenizer.epochs=21") == [
        "first, 1 of 2: … (changed: items.csv)",
        "second, 2 of 2: … (run again since: first)",
    ]
    (make_context().folder("second") / "copy.txt").write_text("tampered", encoding="utf-8")
    assert told("tokenizer.epochs=21") == ["second, 2 of 2: … (its files are not as it left them)"]


def test_half_a_record_is_none_and_costs_no_results(fake: Fake, make_context: Make) -> None:
    context = make_context()
    run_stages(context)
    folder = context.folder("second")
    (folder / "meta.json").rename(folder / "meta.part")
    assert run_stages(context) == ["second"]
    assert not (folder / "meta.part").exists()
    assert run_stages(context) == []


def test_only_what_depends_on_a_change_runs_again(fake: Fake, make_context: Make) -> None:
    run_stages(make_context())
    assert run_stages(make_context("tokenizer.epochs=21")) == ["second"]
    assert run_stages(make_context("tokenizer.epochs=21", "threads=3")) == []
    # `first` runs again but writes the same, so `second` need not.
    assert run_stages(make_context("tokenizer.epochs=21", "data.min_items=21")) == ["first"]
    assert run_stages(make_context("tokenizer.epochs=21", "seed=2")) == ["first", "second"]


def test_changed_data_and_changed_outputs_are_seen(
    fake: Fake, make_context: Make, tmp_path: Path
) -> None:
    data = tmp_path / "shop"
    data.mkdir()
    (data / "items.csv").write_text("id,title\n", encoding="utf-8")
    context = make_context(data=data)
    run_stages(context)
    (data / "unrelated.txt").write_text("x", encoding="utf-8")
    assert run_stages(context) == []
    (data / "items.csv").write_text("id,title\n1,a\n", encoding="utf-8")
    fake.text = "two"
    assert run_stages(context) == ["first", "second"]
    (context.folder("second") / "copy.txt").write_text("tampered", encoding="utf-8")
    assert run_stages(context) == ["second"]


def test_a_shops_own_facts_make_its_bundle_stale(make_context: Make, tmp_path: Path) -> None:
    context = make_context(data=tmp_path)
    export = stages.stage_named("export")
    for name in export.inputs:
        context.folder(name).mkdir(parents=True)
        (context.folder(name) / "meta.json").write_text('{"key": {}, "outputs": {}}')
    before = stages.stage_key(context, export)
    (tmp_path / "shop.yaml").write_text("currency: EUR\n")
    assert stages.stage_key(context, export) != before


def test_a_killed_stage_finds_its_checkpoint_unless_the_settings_changed(
    fake: Fake, make_context: Make
) -> None:
    fake.fail = True
    with pytest.raises(RuntimeError):
        run_stages(make_context())
    assert read_meta(make_context().folder("second")) is None
    with pytest.raises(RuntimeError):
        run_stages(make_context())
    assert fake.calls[-1] == "resumed"
    fake.fail = False
    run_stages(make_context("tokenizer.epochs=21"))
    assert fake.calls[-1] == "fresh"


def test_from_runs_a_stage_and_what_follows_again(fake: Fake, make_context: Make) -> None:
    run_stages(make_context())
    assert run_stages(make_context(), first="second") == ["second"]
    assert fake.calls[-1] == "fresh"
    assert run_stages(make_context(), first="first") == ["first", "second"]
    assert run_stages(make_context(), first="first", last="first") == ["first"]
    with pytest.raises(MusicRecError, match="USAGE"):
        run_stages(make_context(), first="second", last="first")


def test_a_missing_input_and_a_missing_stage_are_named(fake: Fake, make_context: Make) -> None:
    with pytest.raises(MusicRecError, match="needs first"):
        run_stage(make_context(), stages.STAGES[1])
    gone = Stage(name="gone", module="musicrec.gone.stage", sections=(), inputs=(), code=())
    with pytest.raises(MusicRecError, match="STAGE_MISSING"):
        run_stage(make_context(), gone)
    with pytest.raises(MusicRecError, match="no stage"):
        stages.stage_named("paint")


def test_meta_says_what_the_result_depends_on(fake: Fake, make_context: Make) -> None:
    context = make_context()
    run_stages(context)
    meta = json.loads((context.folder("second") / "meta.json").read_text(encoding="utf-8"))
    assert set(meta["key"]) == {"stage", "version", "seed", "config", "code", "data", "inputs"}
    assert set(meta["outputs"]) == {"copy.txt", "checkpoint"}
    assert meta["peak_mb"] is None or meta["peak_mb"] > 1
    assert (context.work / "config.yaml").exists()


def test_what_a_stage_took_makes_nothing_stale(fake: Fake, make_context: Make) -> None:
    context = make_context()
    run_stages(context)
    path = context.folder("first") / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**meta, "peak_mb": 9e9, "seconds": 0}), encoding="utf-8")
    assert run_stages(context) == []


def test_a_stage_reads_earlier_stages_only() -> None:
    for position, stage in enumerate(STAGES):
        assert set(stage.inputs) <= set(STAGE_NAMES[:position])
