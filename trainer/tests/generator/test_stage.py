from __future__ import annotations

import dataclasses
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from musicrec.data.cases import TASKS, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import TEST, load_visits
from musicrec.errors import MusicRecError
from musicrec.features import stage as features_stage
from musicrec.generator import stage as generator_stage
from musicrec.generator.blend import ARMS, TASK_OF_KEY
from musicrec.generator.call import call_of
from musicrec.generator.scorer import ModelScorer, load_scorers
from musicrec.generator.store import load_generator
from musicrec.progress import Progress
from musicrec.stage import Context

from .conftest import make_ids


@pytest.fixture(scope="module")
def trained(prepared: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The made-up shop with features, made-up IDs by type and a trained generator."""
    work = tmp_path_factory.mktemp("generator") / "work"
    config = prepared.config
    section = dataclasses.replace(config.generator, epochs=4, learning_rate=5e-3, batch_size=16)
    context = dataclasses.replace(
        prepared,
        work=work,
        config=dataclasses.replace(config, generator=section, threads=1),
        progress=Progress(stream=io.StringIO()),
    )
    shutil.copytree(prepared.prepare, context.prepare)
    context.features.mkdir()
    features_stage.run(context)
    context.tokenizer.mkdir()
    items = len(load_items(context.prepare))
    np.save(context.tokenizer / "semantic_ids.npy", make_ids(items, 3, 8, 0))
    context.generator.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("musicrec.progress.SECONDS_BETWEEN_LINES", 0.0)
        generator_stage.run(context)
    return context


def test_the_stage_leaves_two_generators_and_the_mix(trained: Context) -> None:
    names = sorted(path.name for path in trained.generator.iterdir())
    assert names == ["blend.json", "generator_fit.pt", "generator_ship.pt"]
    fit, ship = (load_generator(trained.generator / f"generator_{n}.pt") for n in ("fit", "ship"))
    assert fit.config == ship.config
    assert (fit.items.codes == ship.items.codes).all()
    assert (fit.dense.weight != ship.dense.weight).any()


@pytest.mark.parametrize(
    "label",
    [
        "generator, epochs of this run: 1/4",
        "epoch 1: 1/",
        "protocol, half_life_days: 1/",
        "protocol, epsilon: 1/",
        "candidates of next.any: 1/",
        "blends, arms: 1/6",
        "shelf: 1/",
    ],
)
def test_every_long_loop_tells_how_far_it_is(trained: Context, label: str) -> None:
    said = trained.progress.stream
    assert isinstance(said, io.StringIO)
    assert any(line.startswith(label) and "left" in line for line in said.getvalue().splitlines())


def test_the_mix_is_complete_and_better_than_its_parts(trained: Context) -> None:
    chosen = json.loads((trained.generator / "blend.json").read_text(encoding="utf-8"))
    assert set(TASK_OF_KEY) <= set(chosen["blend"]) == set(chosen["shelf"])
    for key, arms in chosen["arms"].items():
        assert set(arms) == set(ARMS)
        assert arms["full"]["ndcg"] >= max(arm["ndcg"] for arm in arms.values()) - 1e-3
        discount = chosen["shelf"][key]["discount"]
        assert chosen["blend"][key] == {**arms["full"]["blend"], "discount": discount}
        assert arms["full"]["blend"]["discount"] == 0
    epochs = chosen["training"]["epochs"]
    assert epochs[-1]["dense"] < epochs[0]["dense"] and epochs[-1]["level"] < epochs[0]["level"]
    assert 1 <= chosen["training"]["best_epoch"] <= 4


def test_the_trained_model_knows_the_themes(trained: Context) -> None:
    """Validation lists of the networks alone are better than popular items would be."""
    chosen = json.loads((trained.generator / "blend.json").read_text(encoding="utf-8"))
    visits = load_visits(trained.prepare)
    fit = visits.up_to(0)
    popular = np.argsort(-np.bincount(fit.items))[:10]
    cases = load_cases(trained.prepare, visits).of("complete", 1)
    gains = 1 / np.log2(np.arange(2, 12))
    by_popularity = []
    for case in cases:
        hits = np.isin(popular, case.targets) & ~np.isin(popular, case.basket)
        by_popularity.append((hits * gains).sum() / gains[: len(case.targets)].sum())
    assert chosen["arms"]["complements.any"]["dense"]["ndcg"] > np.mean(by_popularity)
    assert chosen["arms"]["complements.any"]["generator"]["ndcg"] > np.mean(by_popularity)


def test_a_second_run_starts_where_the_first_was_killed(
    trained: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = dataclasses.replace(trained, work=tmp_path)
    for folder in ("prepare", "features", "tokenizer"):
        shutil.copytree(trained.folder(folder), tmp_path / folder)
    context.generator.mkdir()

    class Killed(Exception):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(generator_stage, "choose", die)
        with pytest.raises(Killed):
            generator_stage.run(context)
    written = (context.generator / "generator_fit.pt").read_bytes()
    generator_stage.run(context)
    assert (context.generator / "generator_fit.pt").read_bytes() == written
    for name in ("blend.json", "generator_ship.pt"):
        same = (context.generator / name).read_bytes() == (trained.generator / name).read_bytes()
        assert same, name


def test_scorers_rank_under_the_tasks_exclusions(trained: Context) -> None:
    scorers = load_scorers(trained)
    assert scorers[0].name == "MusicRec"
    cases = load_cases(trained.prepare, load_visits(trained.prepare))
    items = len(load_items(trained.prepare))
    for task in TASKS:
        some = cases.of(task, TEST)
        some = some.select(np.arange(min(6, len(some))))
        excluded = np.zeros((len(some), items), bool)
        excluded[:, ::3] = True
        for scorer in scorers:
            ranked = scorer.rank(some, excluded, 10)
            assert ranked.shape == (len(some), 10)
            assert not excluded[np.arange(len(some))[:, None], ranked][ranked >= 0].any()
            for row in ranked:
                filled = row[row >= 0]
                assert len(set(filled.tolist())) == len(filled)


def test_what_holding_seen_items_back_does_has_a_scorer(trained: Context, tmp_path: Path) -> None:
    assert all("held back" not in scorer.name for scorer in load_scorers(trained))
    shutil.copytree(trained.work, tmp_path / "work")
    context = dataclasses.replace(trained, work=tmp_path / "work")
    path = context.generator / "blend.json"
    chosen = json.loads(path.read_text(encoding="utf-8"))
    chosen["blend"]["next.any"] |= {"frequency": -50.0, "prior": 1.0}
    path.write_text(json.dumps(chosen), encoding="utf-8")
    scorers = load_scorers(context)
    assert scorers[-1].name == "MusicRec, seen items not held back"
    cases = load_cases(context.prepare, load_visits(context.prepare)).of("next", TEST)
    some = cases.select(np.arange(min(8, len(cases))))
    excluded = np.zeros((len(some), len(load_items(context.prepare))), bool)
    seen = [{item for _, items in call_of(case).visits for item in items} for case in some]

    def listed(scorer: ModelScorer) -> int:
        ranked = scorer.rank(some, excluded, 10).tolist()
        return sum(len(own & set(row)) for own, row in zip(seen, ranked, strict=True))

    assert listed(scorers[-1]) > listed(scorers[0])


def test_a_missing_table_names_the_stage_to_run(prepared: Context, tmp_path: Path) -> None:
    context = dataclasses.replace(prepared, work=tmp_path)
    with pytest.raises(MusicRecError, match="--from features"):
        generator_stage.read_tables(context, "fit", np.zeros(3, int))
    with pytest.raises(MusicRecError, match="--from generator"):
        load_generator(tmp_path / "generator_fit.pt")
