from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.errors import MusicRecError
from musicrec.export.golden import call_in
from musicrec.export.made_up import SHAPES, MadeUp, Shape, plan
from musicrec.export.reference import Reference
from musicrec.export.selftest import LARGEST, selftest_file
from musicrec.export.tables import BundleFile, array_in
from tests.export.tiny import shop_rows, tiny_bundle

NEXT = ("next.any", "next.items", "next.types")
FIXTURE = Path(__file__).resolve().parents[3] / "models" / "fixture"


@pytest.fixture(scope="module")
def committed() -> Reference:
    return Reference.read(FIXTURE)


def check_file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FIXTURE / name).read_bytes())
    return content


@pytest.mark.parametrize("name", ["golden.json", "selftest.json"])
def test_the_committed_bundle_gives_its_expected_lists(committed: Reference, name: str) -> None:
    content = check_file(name)
    tolerance = content["tolerance"]
    for case in content["cases"]:
        call = call_in(case)
        ranking = committed.ranking(call, count=case["count"])
        assert ranking.items.tolist() == case["items"]
        np.testing.assert_allclose(ranking.scores, case["scores"], atol=tolerance)
        state, _ = committed.model.encode_call(call)
        np.testing.assert_allclose(state[:8].numpy(), case["state_head"], atol=tolerance)
        level_1 = committed.model.networks.log_probs(1, state[None].numpy(), np.zeros((1, 0)))
        np.testing.assert_allclose(level_1[0], case["level_1"], atol=tolerance)
        if name == "golden.json":
            assert [beam["item"] for beam in case["beams"]] == ranking.beam_items.tolist()
            log_probs = [beam["log_prob"] for beam in case["beams"]]
            np.testing.assert_allclose(ranking.beam_log_probs, log_probs, atol=tolerance)


def test_the_committed_features_give_their_codes(committed: Reference) -> None:
    entries = check_file("golden.json")["features"]
    assert len(entries) >= 8
    rows = [entry["item"] for entry in entries]
    arrays = check_file("manifest.json")["files"]["features.bin"]["arrays"]
    stored = BundleFile(
        data=(FIXTURE / "features.bin").read_bytes(), role="features", arrays=arrays
    )
    text, image = (
        array_in(stored, name)[rows].astype(np.float32) * np.float32(arrays[name]["scale"])
        for name in ("text", "image")
    )
    present = array_in(stored, "present")[rows].astype(np.float32)
    codes, _, _ = committed.model.networks.fuse(text, image, present)
    assert codes.tolist() == [entry["raw_codes"] for entry in entries]
    assert any(entry["raw_codes"] != entry["codes"] for entry in entries)
    ids = committed.tables.semantic_ids
    assert all(ids[entry["item"]].tolist() == entry["codes"] for entry in entries)


def test_golden_cases_cover_kinds_novelties_and_histories() -> None:
    cases = check_file("golden.json")["cases"]
    pairs = {(case["kind"], case["novelty"]) for case in cases}
    assert {kind for kind, _ in pairs} == {"next", "complements"}
    assert {novelty for _, novelty in pairs} == {"any", "items", "types"}
    sizes = [sum(len(visit["items"]) for visit in case["visits"]) for case in cases]
    most = check_file("manifest.json")["model"]["max_history"]
    assert 0 in sizes and 1 in sizes and max(sizes) > most
    assert any(not case["visits"] and case["basket"] for case in cases)
    assert any(not case["visits"] and not case["basket"] for case in cases)
    assert any("now" not in case for case in cases) and any("now" in case for case in cases)


def test_lists_have_no_near_ties() -> None:
    content = check_file("golden.json")
    for case in content["cases"]:
        assert (-np.diff(case["scores"]) > content["tolerance"] / 10).all()


def test_selftest_fits_or_says_so() -> None:
    source, bundle = tiny_bundle()
    assert len(bundle.files["selftest.json"].data) <= LARGEST
    reference = bundle.reference
    one = selftest_file(reference, cases=1, tolerance=1e-3, seed=1).data
    fewer = selftest_file(reference, cases=3, tolerance=1e-3, seed=1, largest=len(one))
    assert fewer.data == one
    with pytest.raises(MusicRecError, match="EXPORT_INVALID: Not one self-test case"):
        selftest_file(reference, cases=1, tolerance=1e-3, seed=1, largest=100)
    assert json.loads(one)["tolerance"] > 1e-3 and source.items == 96


def test_no_stored_visit_is_published() -> None:
    items, visits = shop_rows()
    index = {row["id"]: number for number, row in enumerate(items)}
    stored = {frozenset(index[item] for item in visit) for visit in visits}
    published = [
        frozenset(visit["items"])
        for name in ("golden.json", "selftest.json")
        for case in check_file(name)["cases"]
        for visit in case["visits"]
        if len(visit["items"]) > 3
    ]
    assert published and not stored & set(published)


def test_made_up_visits_hold_distinct_items_even_without_neighbours() -> None:
    made_up = MadeUp(
        popularity=np.zeros(5, np.float32),
        neighbours=np.full((5, 2), -1, np.int32),
        rng=np.random.default_rng(0),
    )
    visit = made_up.items(40)
    assert visit == sorted(set(visit)) and set(visit) <= set(range(5))
    call = made_up.call("complements.types", Shape(visits=2, basket=1))
    assert call.blend_key == "complements.types" and len(call.basket) == 1
    times = [at for at, _ in call.visits]
    assert None not in times and times == sorted(times, key=str)


def test_the_plan_takes_keys_and_shapes_in_turn() -> None:
    pairs = plan(["complements.any", "next.any", "next.items"], 9)
    assert [key for key, _ in pairs[:4]] == [
        "complements.any", "next.any", "next.items", "complements.any",
    ]  # fmt: skip
    shapes = [shape for key, shape in pairs if key.startswith("next")]
    assert len(set(shapes)) == len(shapes) == 6


@pytest.mark.parametrize("keys", [["next.any"], ["next.any", "next.items"], sorted(NEXT)])
def test_every_key_comes_to_every_shape(keys: list[str]) -> None:
    pairs = plan(keys, 6 * len(keys))
    assert all(set(SHAPES["next"]) == {shape for key, shape in pairs if key == one} for one in keys)
