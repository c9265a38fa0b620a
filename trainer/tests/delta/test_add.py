"""What is said of a bundle, written into its delta: places, order, errors by code and row."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from musicrec.cli.main import main
from musicrec.delta.file import ENOUGH, SCHEMA_PATH, read_delta, summary_of
from musicrec.delta.known import KnownShop
from musicrec.delta.told import read_new_items
from musicrec.errors import ExitCode, MusicRecError
from musicrec.export.manifest import bundle_hash, manifest_bytes, read_manifest
from musicrec.export.tables import whitening_file
from musicrec.features.static_encoder import StaticEncoder
from musicrec.features.whitening import SCALE, Whitening

REPOSITORY = Path(__file__).parents[3]
FIXTURE = REPOSITORY / "models/fixture"
Add = Callable[..., tuple[int, Any]]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A copy of the fixture."""
    return shutil.copytree(FIXTURE, tmp_path / "bundle")


@pytest.fixture
def add(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Add:
    """`musicrec add … --json` with rows of each file: the exit code and the answer."""

    def run(*, items: Any = None, remove: Any = None, update: Any = None) -> tuple[int, Any]:
        arguments = ["add", str(bundle), "--json"]
        for name, rows in (("items", items), ("remove", remove), ("update", update)):
            if rows is None:
                continue
            path = tmp_path / f"{name}.txt"
            lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
            path.write_text("\n".join(lines), encoding="utf-8")
            arguments += [f"--{name}", str(path)]
        code = main(arguments)
        return code, json.loads(capsys.readouterr().out)

    return run


def twin(own: str, like: str = "milk-02", **columns: Any) -> dict[str, Any]:
    """An item with the features of one of the fixture's."""
    shop = KnownShop.read(FIXTURE)
    row = shop.items.ids.index(like)
    text = (shop.features.text[row].astype(np.float64) * SCALE).tolist()
    return {"id": own, "title": f"Item {own}", "features": {"text": text}, **columns}


def items_of(bundle: Path) -> list[dict[str, Any]]:
    return read_delta(bundle, read_manifest(bundle))


def test_the_schema_beside_the_code_is_the_contracts() -> None:
    contract = REPOSITORY / "contract/delta.schema.json"
    assert SCHEMA_PATH.read_text("utf-8") == contract.read_text("utf-8")


def test_a_delta_is_extended_and_the_bundle_stays_the_same(bundle: Path, add: Add) -> None:
    before, name = read_manifest(bundle), bundle_hash(bundle)
    code, first = add(items=[twin("a"), twin("b")], remove=["bread-00"])
    assert code == ExitCode.OK
    assert [item["id"] for item in first["added"]] == ["a", "b"]
    assert first["added"][0]["neighbours"][0]["id"] == "milk-02"
    after = read_manifest(bundle)
    entry = after["files"].pop("delta.json")
    assert after == before
    assert (entry["role"], entry["sha256"]) == ("delta", first["delta"]["sha256"])
    assert bundle_hash(bundle) == name
    code, second = add(items=[twin("c")], update=[{"id": "a", "price": 3}])
    assert code == ExitCode.OK
    items = items_of(bundle)
    assert [item["id"] for item in items] == ["bread-00", "a", "b", "c"]
    codes = [item["added"]["codes"] for item in items[1:]]
    assert codes[:2] == [item["codes"] for item in first["added"]]
    assert len({tuple(one) for one in codes}) == 3
    assert items[1]["changed"] == {"price": 3}
    summary = {"new": 3, "gone": 1, "changed": 1, "share": round(4 / 96, 4), "retrain": False}
    assert second["summary"] == summary
    stored = base64.b64decode(items[1]["added"]["text"])
    shop = KnownShop.read(FIXTURE)
    row = shop.features.text[shop.items.ids.index("milk-02")]
    assert np.array_equal(np.frombuffer(stored, np.int8), row)


def test_one_by_one_or_together_is_the_same(bundle: Path, add: Add) -> None:
    rows = [twin(f"n{number}", like) for number, like in enumerate(["milk-02"] * 4 + ["bread-01"])]
    for row in rows:
        assert add(items=[row])[0] == ExitCode.OK
    single = items_of(bundle)
    shutil.copytree(FIXTURE, bundle, dirs_exist_ok=True)
    assert add(items=rows)[0] == ExitCode.OK
    assert items_of(bundle) == single


def test_what_goes_comes_back_under_its_id_and_what_was_new_is_forgotten(
    bundle: Path, add: Add
) -> None:
    add(items=[twin("a")], update=[{"id": "a", "price": 1}])
    add(remove=["a", "milk-00"])
    assert items_of(bundle) == [{"id": "milk-00", "removed": True}]
    code, _ = add(items=[twin("milk-00"), twin("a")])
    assert code == ExitCode.OK
    items = items_of(bundle)
    assert [item["id"] for item in items] == ["milk-00", "a"]
    assert items[0]["removed"] is True
    assert "changed" not in items[1]
    add(remove=["milk-00"])
    assert items_of(bundle)[-1] == {"id": "milk-00", "removed": True}


@pytest.mark.parametrize(
    ("said", "code", "where", "words"),
    [
        ({"items": [twin("a"), twin("milk-00")]}, "ITEM_DUPLICATE", 2, "is there already"),
        ({"items": [twin("a"), twin("a")]}, "ITEM_DUPLICATE", 2, "remove it first"),
        ({"items": [{"id": "a", "title": " – "}]}, "ITEM_INVALID", 1, "without a letter"),
        ({"items": [{"id": "a"}]}, "ITEM_INVALID", 1, "without a letter"),
        ({"items": [{"id": 7, "title": "A"}]}, "ITEM_INVALID", 1, "has the id 7"),
        ({"items": ["", "[1]"]}, "ITEM_INVALID", 2, "not a JSON object"),
        ({"items": [twin("a", price="dear")]}, "ITEM_INVALID", 1, 'has price "dear"'),
        ({"items": [twin("a", price="1.249")]}, "ITEM_INVALID", 1, "whose sign may be either"),
        ({"items": [twin("a", price=-1)]}, "ITEM_INVALID", 1, "has price -1"),
        ({"items": [twin("a", tags=["x"])]}, "ITEM_INVALID", 1, "has tags"),
        ({"items": [twin("a", score=1)]}, "ITEM_INVALID", 1, "has a column score"),
        ({"items": [twin("a", image="no.png")]}, "ITEM_INVALID", 1, "picture no.png"),
        (
            {"items": [{"id": "a", "title": "A", "features": {"text": [1]}}]},
            "ITEM_INVALID",
            1,
            "write 64 numbers",
        ),
        (
            {"items": [{"id": "a", "title": "A", "features": {}}]},
            "ITEM_INVALID",
            1,
            "of another form",
        ),
        # The fixture's texts came from no encoder that a page has.
        ({"items": [{"id": "a", "title": "Oat"}]}, "ITEM_INVALID", 1, "names no encoder"),
        ({"remove": ["milk-00", "", "gone"]}, "ITEM_UNKNOWN", 3, '"gone" is not there'),
        ({"remove": ["milk-00", "milk-00"]}, "ITEM_UNKNOWN", 2, "is not there"),
        ({"update": [{"id": "gone", "price": 1}]}, "ITEM_UNKNOWN", 1, "is not there"),
        ({}, "USAGE", 0, "Nothing to add"),
    ],
)
def test_errors_name_code_row_and_remedy(
    bundle: Path, add: Add, said: dict[str, Any], code: str, where: int, words: str
) -> None:
    before = (bundle / "manifest.json").read_bytes()
    exit_code, answer = add(**said)
    error = answer["error"]
    assert (exit_code != 0, error["code"]) == (True, code)
    assert words in error["message"]
    if where:
        assert f".txt:{where}" in error["message"]
    assert (bundle / "manifest.json").read_bytes() == before
    assert not (bundle / "delta.json").exists()


def test_prices_are_read_as_the_shops_own_tables_are(bundle: Path, add: Add) -> None:
    prices = ["12,90", "1.249", "EUR 7,50", "", 3]
    rows = [twin(f"n{number}", price=price) for number, price in enumerate(prices)]
    assert add(items=rows, update=[{"id": "milk-00", "price": "0.89 €"}])[0] == ExitCode.OK
    *new, changed = items_of(bundle)
    found = [item["added"]["columns"]["price"] for item in new]
    assert found == [12.9, 1249, 7.5, None, 3]
    assert changed["changed"] == {"price": 0.89}


def test_a_csv_is_taken_like_the_catalogue_with_the_kinds_of_its_columns(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def update(text: str) -> tuple[int, Any]:
        path = tmp_path / "changed.csv"
        path.write_text(text, encoding="utf-8")
        code = main(["add", str(bundle), "--update", str(path), "--json"])
        return code, json.loads(capsys.readouterr().out)

    code, _ = update("ID;Price;available;note\nmilk-00;1,29 €;false;\nmilk-01;;;soon\n")
    assert code == ExitCode.OK
    assert [item["changed"] for item in items_of(bundle)] == [
        {"price": 1.29, "available": False},
        {"note": "soon"},
    ]
    _, answer = update("Artikelnummer,Preis\nmilk-00,1\n")
    assert 'rename "Artikelnummer" to "id"' in answer["error"]["message"]
    assert "shop.yaml" not in answer["error"]["message"]
    _, answer = update("id,Preis\nmilk-00,1\n")
    assert 'changed.csv:1 has the column "Preis"' in answer["error"]["message"]
    assert 'rename it to "price"' in answer["error"]["message"]
    _, answer = update("id,price\nmilk-00,1,2\n")
    assert "changed.csv:2 has wrong number of fields" in answer["error"]["message"]


def test_new_items_of_a_csv_have_values_of_their_columns_kinds(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("id,title,price,size,vegan,image\na,A,2,3.5,TRUE,\n", encoding="utf-8")
    (item,) = read_new_items(path, {"text": 64}, {"size": "number", "vegan": "boolean"})
    assert (item.where, item.id, item.picture) == ("new.csv:2", "a", None)
    assert item.columns == {"title": "A", "price": 2.0, "size": 3.5, "vegan": True}


def test_more_items_than_ids_are_refused(
    bundle: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = KnownShop.read(FIXTURE)
    books = [book[:5] for book in shop.codebooks]
    # 125 IDs in all, 96 of them the fixture's.
    small = KnownShop(**{**vars(shop), "codebooks": books})
    monkeypatch.setattr(KnownShop, "read", lambda _: small)
    code, answer = add(items=[twin(f"n{number}") for number in range(30)])
    assert (code, answer["error"]["code"]) == (ExitCode.DATA, "IDS_FULL")
    assert "96 of 125 IDs are taken" in answer["error"]["message"]


def test_out_leaves_the_bundle_alone(bundle: Path, tmp_path: Path) -> None:
    ids, out = tmp_path / "ids.txt", tmp_path / "upload"
    ids.write_text("milk-00\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in bundle.iterdir()}
    arguments = ["add", bundle, "--remove", ids, "--out", out]
    assert main([str(argument) for argument in arguments]) == 0
    assert {path.name: path.read_bytes() for path in bundle.iterdir()} == before
    assert sorted(path.name for path in out.iterdir()) == ["delta.json", "manifest.json"]


def test_enough_that_is_new_or_gone_is_said_everywhere(
    bundle: Path, add: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    _, answer = add(items=[twin(f"n{number}") for number in range(3)], remove=["milk-00"])
    assert answer["summary"]["retrain"] is False
    _, answer = add(remove=["milk-01"])
    assert 5 / 96 > ENOUGH
    assert answer["summary"]["retrain"] is True
    assert main(["describe", str(bundle)]) == 0
    said = "3 new, 2 gone, 0 changed; 5.2 % of the items are new or gone: time to train again"
    assert said in capsys.readouterr().out
    assert main(["report", str(bundle), "--out", str(bundle.parent / "report")]) == 0
    assert f"Since the export: {said}" in (bundle.parent / "report/report.html").read_text("utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace('"format":1', '"format":2'),
        lambda text: text.replace('"id":"b"', '"id":"a"'),
        lambda text: text.replace('"basis":"', '"basis":"0'),
    ],
)
def test_a_damaged_delta_is_refused(bundle: Path, add: Add, damage: Callable[[str], str]) -> None:
    add(items=[twin("a"), twin("b")])
    path = bundle / "delta.json"
    manifest = read_manifest(bundle)
    path.write_text(damage(path.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(MusicRecError) as raised:
        read_delta(bundle, manifest)
    assert raised.value.code == "BUNDLE_INVALID"


def test_a_delta_of_another_bundle_is_refused(bundle: Path, add: Add) -> None:
    add(items=[twin("a")])
    manifest = read_manifest(bundle)
    manifest["files"]["semantic_ids.bin"]["sha256"] = "0" * 64
    with pytest.raises(MusicRecError, match="placed in another bundle"):
        read_delta(bundle, manifest)


def test_summary_counts_an_item_that_came_in_place_of_another_twice() -> None:
    items = [{"id": "a", "removed": True, "added": {}}, {"id": "b", "available": False}]
    expected = {"new": 1, "gone": 1, "changed": 1, "share": 0.2, "retrain": True}
    assert summary_of(items, 10) == expected


def give_encoders(bundle: Path, *, text: str) -> None:
    """Names encoders in the manifest, with whitenings that were made up."""
    manifest, rng = read_manifest(bundle), np.random.default_rng(1)
    manifest["encoders"] = {"text": text, "image": "efficientnet-lite0"}
    for modality, width in (("text", 384), ("image", 1280)):
        mean, matrix = rng.normal(size=width) / 20, rng.normal(size=(width, 64)) * 2
        whitening = Whitening(
            mean=mean.astype(np.float32),
            matrix=matrix.astype(np.float32),
            variances=np.ones(64, np.float32),
        )
        of_minilm = modality == "text" and text == "minilm"
        file = whitening_file(whitening, -whitening.mean if of_minilm else None)
        (bundle / f"whitening_{modality}.bin").write_bytes(file.data)
        manifest["files"][f"whitening_{modality}.bin"] = {
            "bytes": len(file.data),
            "sha256": hashlib.sha256(file.data).hexdigest(),
            "role": file.role,
            "arrays": file.arrays,
        }
    (bundle / "manifest.json").write_bytes(manifest_bytes(manifest))


@pytest.mark.parametrize("text", ["static", "minilm"])
def test_words_and_pictures_are_read_where_the_bundle_has_encoders(
    bundle: Path, tmp_path: Path, add: Add, text: str
) -> None:
    give_encoders(bundle, text=text)
    Image.new("RGB", (300, 240), (200, 30, 30)).save(tmp_path / "red.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    link = "https://shop.example/red.png"
    rows = [
        {"id": "both", "title": "Red apples", "image": "red.png"},
        {"id": "picture", "title": "", "image": "red.png"},
        {"id": "words", "title": "Red apples", "image": link},
    ]
    assert add(items=rows)[0] == ExitCode.OK
    both, picture, words = (item["added"] for item in items_of(bundle))
    assert [("text" in one, "image" in one) for one in (both, picture, words)] == [
        *((True, True), (False, True), (True, False))
    ]
    assert both["image"] == picture["image"]
    assert both["text"] == words["text"]
    # Whichever made the catalogue's features: by the static encoder and its own mean.
    embedding = StaticEncoder()("Red apples")
    stored = KnownShop.read(bundle).whitening("text").apply(embedding[None])[0]
    assert base64.b64decode(both["text"]) == stored.tobytes()
    # A file of this disk is no address of a page.
    assert [one["columns"].get("image") for one in (both, words)] == [None, link]
    _, answer = add(items=[{"id": "a", "title": "A", "image": "broken.png"}])
    assert "cannot be read" in answer["error"]["message"]
    for title in ("茶 ☕", "ÄÖÜ 漢字", "xqzwvk"):
        _, answer = add(items=[{"id": "up", "title": "7 Up"}, {"id": "a", "title": title}])
        assert answer["error"]["code"] == "ITEM_INVALID"
        said = f'.txt:2: "a" has the title "{title}", and no word that is known. To go on, give it'
        assert said in answer["error"]["message"]
    # Said by something else than its title, and short words.
    told = {"id": "told", "title": "xqzwvk", "description": "Red apples"}
    seen = {"id": "seen", "title": "xqzwvk", "image": "red.png"}
    assert add(items=[{"id": "up", "title": "7 Up"}, told, seen])[0] == ExitCode.OK
    assert "text" not in items_of(bundle)[-1]["added"]
