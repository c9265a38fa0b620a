from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from musicrec.ablations.harness import ablate
from musicrec.ablations.ledger import BEAMS, RUN, Entry, Ledger
from musicrec.ablations.run import key_of, share
from musicrec.ablations.table import markdown
from musicrec.generator import stage as generator_stage
from musicrec.stage import Context
from musicrec.tokenizer import stage as tokenizer_stage

ARMS, SEEDS = ("fusion", "kmeans"), (1, 2)
ORDER = [("fusion", 1), ("kmeans", 1), ("fusion", 2), ("kmeans", 2)]
Make = Callable[[Path], Context]


class Calls:
    """Counts the stages that really run; the `deadly`-th tokenizer's generator is killed."""

    def __init__(self, patch: pytest.MonkeyPatch, deadly: int | None = None) -> None:
        self.tokenizers: list[str] = []
        self.generators: list[str] = []
        tokenize, generate = tokenizer_stage.run, generator_stage.run

        def tokenizer(context: Context) -> None:
            self.tokenizers.append(context.work.name)
            tokenize(context)

        def generator(context: Context) -> None:
            self.generators.append(context.work.name)
            if len(self.tokenizers) == deadly:
                raise KeyboardInterrupt
            generate(context)

        patch.setattr(tokenizer_stage, "run", tokenizer)
        patch.setattr(generator_stage, "run", generator)


def runs(entries: list[Entry]) -> list[tuple[str, int]]:
    return [(entry.key.arm, entry.key.seed) for entry in entries if entry.what == RUN]


@pytest.fixture(scope="module")
def resumed(
    make_base: Make, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ledger, list[Entry], Calls]:
    """Two arms, two seeds, killed in the third run, its last line torn, and run again."""
    out = tmp_path_factory.mktemp("out")
    ledger = Ledger(out / "ledger.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        Calls(patch, deadly=3)
        with pytest.raises(KeyboardInterrupt):
            ablate(make_base(out), out, ledger, arms=ARMS, seeds=SEEDS)
    before = ledger.entries()
    with ledger.path.open("a") as file:
        file.write('{"what": "run", "arm": "fus')
    with pytest.MonkeyPatch.context() as patch:
        again = Calls(patch)
        assert ablate(make_base(out), out, ledger, arms=ARMS, seeds=SEEDS) == []
    return out, ledger, before, again


def test_a_killed_ablation_goes_on_where_it_stopped(
    resumed: tuple[Path, Ledger, list[Entry], Calls],
) -> None:
    _, ledger, before, again = resumed
    assert runs(before) == ORDER[:2]
    entries = ledger.entries()
    assert entries[:2] == before
    assert runs(entries) == ORDER
    # The tokenizer of the killed run had finished, and the first two runs are in the ledger.
    assert again.tokenizers == ["kmeans-2"]
    assert again.generators == ["fusion-2", "kmeans-2"]


def test_what_the_ledger_has_is_not_run_again(
    resumed: tuple[Path, Ledger, list[Entry], Calls],
    make_base: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, ledger, _, _ = resumed
    written = ledger.path.read_bytes()
    calls = Calls(monkeypatch)
    assert ablate(make_base(out), out, ledger, arms=ARMS, seeds=SEEDS) == []
    assert calls.tokenizers == [] and calls.generators == []
    assert ledger.path.read_bytes() == written


def test_a_line_says_what_it_is_of_and_what_came_out(
    resumed: tuple[Path, Ledger, list[Entry], Calls],
) -> None:
    _, ledger, _, _ = resumed
    entries = ledger.entries()
    assert len({entry.key for entry in entries}) == 4
    assert len({entry.key.set for entry in entries}) == 1
    assert len({entry.key.config for entry in entries}) == 2
    for line in ledger.path.read_text().splitlines():
        values = json.loads(line)
        assert values["leave_one_out"] and values["threads"] == 1
        assert set(values["seconds"]) == {"tokenizer", "generator", "measuring"}
        assert set(values["metrics"]) == {"next", "next_new"}
        assert values["metrics"]["next"]["cases"] == 60
        figures = values["metrics"]["next_new"]["scorers"]
        for arm in ("", ", without generator", ", without dense", ", generator", ", counts"):
            assert 0 <= figures[f"MusicRec{arm}"]["ndcg@10"] <= 1
        assert figures["MusicRec"]["recall@10"] > 0.5
        health = values["health"]
        assert health["prefixes"][-1] == health["items"] == 60
        assert len(health["perplexity"]) == len(health["usage"]) == 3


def test_the_numbers_are_those_of_a_run_that_nobody_killed(
    resumed: tuple[Path, Ledger, list[Entry], Calls], make_base: Make, tmp_path: Path
) -> None:
    _, ledger, _, _ = resumed
    alone = Ledger(tmp_path / "ledger.jsonl")
    ablate(make_base(tmp_path), tmp_path, alone, arms=["fusion"], seeds=[2])
    (found,) = (entry for entry in ledger.entries() if entry.key == alone.entries()[0].key)
    for name in ("metrics", "health"):
        assert found.values[name] == alone.entries()[0].values[name]


def test_beams_are_measured_once_on_the_finished_model(
    resumed: tuple[Path, Ledger, list[Entry], Calls],
    make_base: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, finished, _, _ = resumed
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.path.write_bytes(finished.path.read_bytes())
    calls = Calls(monkeypatch)
    for widths in ([2, 10], [2, 10, 20]):
        ablate(make_base(out), out, ledger, arms=["fusion"], seeds=[1], beams=widths)
    assert calls.generators == []
    beams = [entry for entry in ledger.entries() if entry.what == BEAMS]
    assert [entry.values["widths"] for entry in beams] == [["2", "10"], ["20"]]
    narrow, wide = (beams[0].values["metrics"]["next_new"][width] for width in ("2", "10"))
    assert narrow["beam alone"]["ndcg@10"] <= wide["beam alone"]["ndcg@10"] + 0.05
    table = markdown(ledger.entries())
    assert "| NDCG@10, next_new | 2 | 10 | 20 |" in table
    assert "| fusion, beam alone |" in table


def test_the_table_has_means_intervals_and_paired_differences(
    resumed: tuple[Path, Ledger, list[Entry], Calls],
) -> None:
    _, ledger, _, _ = resumed
    entries = ledger.entries()
    table = markdown(entries)
    for text in ("## History left in (", "## History excluded (", "## Semantic IDs"):
        assert text in table
    values = [
        entry.values["metrics"]["next_new"]["scorers"]["MusicRec"]["ndcg@10"]
        for entry in entries
        if entry.key.arm == "kmeans"
    ]
    rows = [line for line in table.splitlines() if line.startswith("| kmeans | 2 |")]
    assert len(rows) == 4
    parts = "without generator | without dense | generator | dense | counts |"
    assert f"| NDCG@10, arm | seeds | MusicRec | − fusion | {parts}" in table
    assert any(f"| {sum(values) / 2:.4f} ±" in row for row in rows)
    assert "4 runs of 2 arms" in table
    assert "left out" not in table


def test_runs_of_other_settings_do_not_enter_the_table(
    resumed: tuple[Path, Ledger, list[Entry], Calls], make_base: Make
) -> None:
    out, ledger, _, _ = resumed
    entries = ledger.entries()
    base = make_base(out)
    key = key_of(base, share(base), "fusion", 3)
    assert key.set == entries[0].key.set
    other = Entry.of({**entries[0].as_json(), "settings": "another"})
    table = markdown([other, *entries])
    assert "4 runs of 2 arms" in table and "1 runs of other settings" in table


def test_an_arm_that_cannot_be_does_not_stop_the_others(
    make_base: Make, benchmark_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "set"
    data.mkdir()
    for path in benchmark_data.iterdir():
        if not path.name.startswith("image"):
            (data / path.name).write_bytes(path.read_bytes())
    out = tmp_path / "out"
    ledger = Ledger(out / "ledger.jsonl")
    base = replace(make_base(out), data=data)
    failed = ablate(base, out, ledger, arms=["image", "kmeans"], seeds=[1])
    assert [(one.arm, one.error.code) for one in failed] == [("image", "CONFIG_INVALID")]
    assert runs(ledger.entries()) == [("kmeans", 1)]
