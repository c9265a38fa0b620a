from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musicrec.config import Config
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, load_visits, save_visits
from musicrec.errors import MusicRecError
from musicrec.features import stage as features_stage
from musicrec.features.store import load_features
from musicrec.stage import Context
from musicrec.tokenizer import stage
from musicrec.tokenizer.checkpoint import load_tokenizer
from musicrec.tokenizer.health import mutual_information
from musicrec.tokenizer.train import Inputs

FILES = {"tokenizer.pt", "tokenizer.json", "semantic_ids.npy", "raw_codes.npy", "health.json"}


def tokenized(context: Context, **changes: object) -> Context:
    tokenizer = replace(context.config.tokenizer, **changes)  # type: ignore[arg-type]
    config: Config = replace(context.config, tokenizer=tokenizer)
    context = replace(context, config=config)
    stage.run(context)
    return context


def copied(context: Context, work: Path) -> Context:
    for name in ("prepare", "features"):
        (work / name).mkdir(parents=True)
        for path in context.folder(name).iterdir():
            (work / name / path.name).write_bytes(path.read_bytes())
    return replace(context, work=work)


@pytest.fixture(scope="module")
def featured(prepared: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    work = tmp_path_factory.mktemp("tokenizer")
    (work / "prepare").symlink_to(prepared.prepare)
    context = replace(prepared, work=work)
    features_stage.run(context)
    return context


@pytest.fixture(scope="module")
def done(featured: Context) -> Context:
    return tokenized(featured, epochs=60)


def test_every_item_has_an_id_of_its_own(done: Context) -> None:
    assert {path.name for path in done.tokenizer.iterdir()} == FILES
    ids = np.load(done.tokenizer / "semantic_ids.npy")
    assert ids.dtype == np.uint8
    assert ids.shape == (len(load_features(done.features)), 3)
    assert len(np.unique(ids, axis=0)) == len(ids)
    assert ids.max() < 16
    health = json.loads((done.tokenizer / "health.json").read_text())
    assert health["collisions"] == 0
    assert health["moved"] == int((ids != np.load(done.tokenizer / "raw_codes.npy")).any(1).sum())


def test_first_codes_say_more_of_the_type_than_chance(done: Context) -> None:
    health = json.loads((done.tokenizer / "health.json").read_text())
    types = load_items(done.prepare).codes("type")
    first = np.load(done.tokenizer / "semantic_ids.npy")[:, 0]
    shuffled = np.random.default_rng(1).permutation(first)
    assert health["type_information"][0] > mutual_information(shuffled, types) + 0.1


def test_the_checkpoint_gives_the_raw_codes_of_the_stored_features(done: Context) -> None:
    tokenizer = load_tokenizer(done.tokenizer)
    inputs = Inputs.of(load_features(done.features))
    assert tokenizer.encoder is not None
    fused = tokenizer.encoder(inputs.text, inputs.image, inputs.present)
    codes = tokenizer.quantizer.encode(fused.detach())[0].numpy()
    assert (codes == np.load(done.tokenizer / "raw_codes.npy")).all()


def test_ids_know_nothing_of_visits_after_fit_and_are_the_same_again(
    done: Context, tmp_path: Path
) -> None:
    context = copied(done, tmp_path)
    visits = load_visits(done.prepare)
    later = np.repeat(visits.split != FIT, visits.sizes)
    save_visits(
        replace(visits, items=np.where(later, visits.items % 3, visits.items)), context.prepare
    )
    features_stage.run(context)
    stage.run(context)
    for name in FILES - {"health.json"}:
        changed, before = context.tokenizer / name, done.tokenizer / name
        assert changed.read_bytes() == before.read_bytes(), name
    figures = [json.loads((c.tokenizer / "health.json").read_text()) for c in (context, done)]
    assert figures[0].pop("company_validation") != figures[1].pop("company_validation")
    assert figures[0] == figures[1]


def test_the_control_arm_gives_unique_ids_too(featured: Context, tmp_path: Path) -> None:
    context = tokenized(copied(featured, tmp_path), kind="kmeans")
    ids = np.load(context.tokenizer / "semantic_ids.npy")
    assert len(np.unique(ids, axis=0)) == len(ids)
    assert load_tokenizer(context.tokenizer).encoder is None


def test_four_levels_are_a_matter_of_configuration(featured: Context, tmp_path: Path) -> None:
    context = tokenized(copied(featured, tmp_path), levels=4, epochs=2)
    assert np.load(context.tokenizer / "semantic_ids.npy").shape[1] == 4


def test_items_that_all_look_alike_are_refused(
    featured: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = copied(featured, tmp_path)
    text = np.load(context.features / "text.npy")
    np.save(context.features / "text.npy", np.zeros_like(text))
    monkeypatch.setattr(stage, "ENOUGH", 50)
    with pytest.raises(MusicRecError, match="look all alike") as caught:
        tokenized(context, epochs=2)
    assert caught.value.code == "TOKENIZER_COLLAPSED"


def test_a_deeper_level_must_say_something_where_items_differ() -> None:
    figures = {"items": 900, "perplexity": [40.0, 30.0, 1.5]}
    with pytest.raises(MusicRecError, match="Level 3 of the semantic IDs") as caught:
        stage.refuse_collapse(figures, different=800, codebook_size=256)
    assert caught.value.code == "TOKENIZER_COLLAPSED"
    # Where items come in groups that look the same, one level says it all.
    stage.refuse_collapse(figures, different=60, codebook_size=256)
    stage.refuse_collapse({"items": 900, "perplexity": [1.9, 1.8]}, different=800, codebook_size=2)


def test_a_learning_rate_out_of_this_world_is_named(featured: Context, tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="learning_rate") as caught:
        tokenized(copied(featured, tmp_path), learning_rate=1e30, epochs=3)
    assert caught.value.code == "TRAINING_DIVERGED"


def test_a_missing_checkpoint_says_what_to_run(
    tmp_path: Path, make_context: Callable[..., Context]
) -> None:
    with pytest.raises(MusicRecError, match="--from tokenizer"):
        load_tokenizer(make_context().tokenizer)
