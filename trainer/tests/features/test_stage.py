from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musicrec.data.synthetic import SyntheticShop, write_synthetic_shop
from musicrec.data.visits import FIT, load_visits, save_visits
from musicrec.errors import MusicRecError
from musicrec.features import stage
from musicrec.features.store import load_features, load_popularity, load_prior
from musicrec.stage import Context, run_stage, stage_named

FILES = {
    "text.npy",
    "image.npy",
    "present.npy",
    "collaborative.npy",
    "features.json",
    "whitening.npz",
    "prior_fit.npz",
    "prior_ship.npz",
    "popularity_fit.npz",
    "popularity_ship.npz",
}


@pytest.fixture(scope="module")
def done(prepared: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    work = tmp_path_factory.mktemp("features")
    (work / "prepare").symlink_to(prepared.prepare)
    context = replace(prepared, work=work)
    stage.run(context)
    return context


def test_it_writes_what_the_later_stages_read(done: Context) -> None:
    assert {path.name for path in done.features.iterdir()} == FILES
    features = load_features(done.features)
    count = len(features)
    assert features.text.shape == features.image.shape == (count, 64)
    assert features.text.dtype == np.int8
    assert features.present.tolist() == [[1, 0]] * count
    assert features.collaborative.shape == (count, 64)
    assert np.isclose(features.values("text").var(0)[:8], 1, atol=0.1).all()
    assert not features.image.any()
    record = json.loads((done.features / "features.json").read_text())
    assert record["scale"] == pytest.approx(4 / 127)
    assert record["present"] == {"text": count, "image": 0}


def test_the_same_inputs_give_the_same_bytes(done: Context, tmp_path: Path) -> None:
    (tmp_path / "prepare").symlink_to(done.prepare)
    again = replace(done, work=tmp_path)
    stage.run(again)
    for name in FILES:
        assert (again.features / name).read_bytes() == (done.features / name).read_bytes(), name


def test_fit_features_know_nothing_of_later_visits(done: Context, tmp_path: Path) -> None:
    (tmp_path / "prepare").mkdir()
    for path in done.prepare.iterdir():
        (tmp_path / "prepare" / path.name).write_bytes(path.read_bytes())
    visits = load_visits(done.prepare)
    later = np.repeat(visits.split != FIT, visits.sizes)
    save_visits(
        replace(visits, items=np.where(later, visits.items % 3, visits.items)),
        tmp_path / "prepare",
    )
    changed = replace(done, work=tmp_path)
    stage.run(changed)
    same = {"prior_ship.npz", "popularity_ship.npz"} ^ FILES
    for name in same:
        assert (changed.features / name).read_bytes() == (done.features / name).read_bytes(), name
    for name in ("prior_ship.npz", "popularity_ship.npz"):
        assert (changed.features / name).read_bytes() != (done.features / name).read_bytes(), name


def test_prior_and_popularity_of_ship_see_more_visits(done: Context) -> None:
    fit, _ = load_popularity(done.features, "fit")
    ship, recent = load_popularity(done.features, "ship")
    assert ship.sum() > fit.sum()
    assert (recent <= ship).all()
    neighbours, weights = load_prior(done.features, "fit")
    assert (weights[neighbours >= 0] > 0).all()
    assert (np.diff(weights, axis=1) <= 0).all()


def test_a_missing_stage_is_named(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match="--from features") as caught:
        load_features(tmp_path)
    assert caught.value.code == "STAGE_INPUT_MISSING"


def test_pictures_are_a_second_modality_where_the_shop_has_them(
    tmp_path: Path, make_context: Callable[..., Context]
) -> None:
    data = write_synthetic_shop(tmp_path / "pictured", SyntheticShop(pictures=True))
    lost = sorted((data / "pictures").iterdir())[0]
    lost.unlink()
    context = make_context("features.image_encoder=efficientnet-lite0", data=data)
    run_stage(context, stage_named("prepare"))
    run_stage(context, stage_named("features"))
    features = load_features(context.features)
    assert features.present[:, 1].sum() == len(features) - 1
    absent = int(np.flatnonzero(features.present[:, 1] == 0)[0])
    assert not features.image[absent].any()
    assert features.image[features.present[:, 1] > 0].any(1).all()
    record = json.loads((context.features / "features.json").read_text())
    assert record["pictures"]["trouble"] == {"missing": 1}
    assert record["pictures"]["examples"]["missing"] == [lost.stem]
