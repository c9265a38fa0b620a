"""Models that a configuration names, of a hub of our own and of folders, as transformers reads."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicrec.errors import ExitCode, MusicRecError
from musicrec.features.encoder_folder import RECORD
from musicrec.features.sentence_model import MODEL, SentenceModel, sentence_model_of
from musicrec.features.text import embed_texts
from musicrec.model_name import ModelName
from musicrec.progress import QUIET
from tests.features.hub_server import COMMIT, serving
from tests.features.tower_twins import PLACES, write_tower
from tests.features.twins import write_model

TEXTS = ("Hafermilch, 1 l. Grüner Tee", "緑茶 牛乳", "حليب oat", "tea " * 90, "")


def model_of(name: str, cache: Path) -> SentenceModel:
    parsed = ModelName.parse(name)
    assert parsed is not None
    return sentence_model_of(parsed, cache)


def by_transformers(folder: Path, ids: list[int], pooling: str) -> Any:
    """Of unit length, by the network as its own library runs it."""
    import torch
    from transformers import AutoModel

    network = AutoModel.from_pretrained(folder).eval()
    with torch.no_grad():
        hidden = network(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
    pooled = {"mean": hidden.mean(0), "cls": hidden[0], "max": hidden.max(0)}[pooling]
    return pooled / np.linalg.norm(pooled)


@pytest.mark.parametrize(
    ("kind", "pooling"),
    [
        ("bert", "mean"),
        ("bert", "cls"),
        ("bert", "max"),
        ("distilbert", "mean"),
        ("mpnet", "mean"),
        ("roberta", "mean"),
        ("xlm-roberta", "mean"),
    ],
)
def test_it_reads_as_transformers_does(tmp_path: Path, kind: str, pooling: str) -> None:
    transformers: Any = importlib.import_module("transformers")

    folder = write_model(tmp_path / "twin", kind, pooling=pooling)
    model = model_of(f"folder:{folder}", tmp_path / "cache")
    assert (model.size, model.record["most_tokens"]) == (32, 64)
    assert (model.record["network"], model.record["pooling"]) == (kind, pooling)
    read = model.encoder(1)
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    for text in TEXTS:
        ids = read.token_ids(text)
        assert ids == tokenizer(text, truncation=True, max_length=64)["input_ids"]
        wanted = by_transformers(folder, ids, pooling)
        # What is left is what int8 does to random weights.
        assert float(read(text) @ wanted) > 0.995
        assert np.linalg.norm(read(text)) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_it_reads_as_clip_and_siglip_do(tmp_path: Path, kind: str) -> None:
    import torch
    from transformers import AutoModel

    folder = write_tower(tmp_path / "twin", kind)
    model = model_of(f"folder:{folder}", tmp_path / "cache")
    assert model.said()["most_tokens"] == PLACES
    read, network = model.encoder(1), AutoModel.from_pretrained(folder).eval()
    last = network.config.text_config.eos_token_id
    for text in (*TEXTS, "oat milk", "green-tea & oat-milk!"):
        ids = read.token_ids(text)
        # SigLIP has seen no text that was not filled up.
        filled = ids if kind == "clip" else ids + [last] * (PLACES - len(ids))
        assert ids[-1] == last and len(filled) <= PLACES
        with torch.no_grad():
            found = network.get_text_features(input_ids=torch.tensor([filled])).pooler_output[0]
        wanted = found.numpy() / np.linalg.norm(found.numpy())
        assert float(read(text) @ wanted) > 0.995
        assert np.linalg.norm(read(text)) == pytest.approx(1, abs=1e-5)
    assert read.knows("oat milk") and not read.knows("") and not read.knows("  ")


def test_siglip_reads_the_tokens_of_its_own_library(tmp_path: Path) -> None:
    transformers: Any = importlib.import_module("transformers")
    folder = write_tower(tmp_path / "twin", "siglip")
    read = model_of(f"folder:{folder}", tmp_path / "cache").encoder(1)
    own = transformers.SiglipTokenizer(str(folder / "spiece.model"), model_max_length=PLACES)
    for text in (*TEXTS, "Oat-Milk,\tGREEN tea! ", "①㍿ ﬁ", "  緑茶  50 % "):
        assert read.token_ids(text) == own(text, truncation=True)["input_ids"], text


def test_siglip_leaves_out_marks_and_lowers_letters(tmp_path: Path) -> None:
    folder = write_tower(tmp_path / "twin", "siglip")
    own = model_of(f"folder:{folder}", tmp_path / "cache").encoder(1)
    assert own.token_ids("  Oat-Milk,\tGREEN tea! ") == own.token_ids("oatmilk green tea")
    edit("tokenizer_config.json", tokenizer_class="GemmaTokenizer")(folder)
    later = model_of(f"folder:{folder}", tmp_path / "cache").encoder(1)
    assert later.token_ids("Tea") == own.token_ids("tea")
    assert later.token_ids("tea!") != own.token_ids("tea!")
    edit("tokenizer_config.json", pad_token=None)(folder)
    with pytest.raises(MusicRecError, match="no token to pad with"):
        model_of(f"folder:{folder}", tmp_path / "cache")


@pytest.mark.parametrize(("places", "most"), [(512, 128), (100, 98)])
def test_a_text_is_as_long_as_the_network_has_places(
    tmp_path: Path, places: int, most: int
) -> None:
    folder = write_model(tmp_path / "twin", "xlm-roberta")
    (folder / "sentence_bert_config.json").unlink()
    if places != 100:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        assert config["max_position_embeddings"] == 100
        transformers: Any = importlib.import_module("transformers")
        made = transformers.AutoConfig.from_pretrained(folder, max_position_embeddings=places)
        transformers.AutoModel.from_config(made).save_pretrained(folder)
    model = model_of(f"folder:{folder}", tmp_path / "cache")
    assert model.record["most_tokens"] == most
    assert np.isfinite(model.encoder(1)("tea " * 300)).all()


def test_it_comes_from_the_hub_once_and_its_commit_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = write_model(tmp_path / "twin"), tmp_path / "cache"
    (folder / "pytorch_model.bin").write_bytes(b"never fetched")
    with serving({"owner/twin": folder}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        model = model_of("hub:owner/twin", cache)
        assert model.said() == {
            "model": "owner/twin",
            "revision": COMMIT,
            "licence": "apache-2.0",
            "size": 32,
            "most_tokens": 64,
        }
        assert {path.name for path in model.folder.iterdir()} == {*SentenceModel.FILES, RECORD}
        fetched = [path for path in hub.asked if "/resolve/" in path]
        assert any(path.endswith("model.safetensors") for path in fetched)
        assert not any(path.endswith(".bin") for path in fetched)
        count = len(hub.asked)
        again = model_of("hub:owner/twin", cache)
        assert (len(hub.asked), again.hash) == (count, model.hash)
        # Another revision is another question.
        assert model_of(f"hub:owner/twin@{COMMIT}", cache).hash == model.hash
        assert len(hub.asked) > count
    # What is there needs no hub; a folder of the same files gives the same network.
    assert model_of(f"hub:owner/twin@{COMMIT}", cache).hash == model.hash
    local = model_of(f"folder:{folder}", tmp_path / "other")
    assert (local.hash, local.record["revision"]) == (model.hash, "")


def test_what_the_hub_does_not_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal(name: str) -> MusicRecError:
        with pytest.raises(MusicRecError) as raised:
            model_of(name, tmp_path / "cache")
        return raised.value

    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "pytorch_model.bin").write_bytes(b"cos\nsystem\n")
    with serving({"owner/twin": tmp_path, "owner/pickled": pickled}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        missing = refusal("hub:owner/other")
        assert (missing.code, missing.exit_code) == ("MODEL_MISSING", ExitCode.MISSING)
        assert hub.url in missing.message and "owner/other" in missing.message
        assert refusal("hub:own--er/twin").code == "MODEL_MISSING"
        assert refusal("hub:owner/twin@v9").code == "MODEL_MISSING"
        refused = refusal("hub:owner/pickled")
        assert refused.code == "MODEL_UNSUPPORTED" and "pytorch_model.bin" in refused.message
        assert not any("/resolve/" in path for path in hub.asked)
    gone = refusal("hub:owner/twin")
    assert gone.code == "MODEL_UNREACHABLE"
    assert hub.url in gone.message and "folder:PATH" in gone.message
    assert refusal(f"folder:{tmp_path / 'nothing'}").code == "MODEL_MISSING"


def edit(name: str, **changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        said = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        path.write_text(json.dumps({**said, **changes}), encoding="utf-8")

    return change


def add_dense(folder: Path) -> None:
    path = folder / "modules.json"
    modules = json.loads(path.read_text("utf-8"))
    modules[2]["type"] = "sentence_transformers.models.Dense"
    path.write_text(json.dumps(modules), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (edit("config.json", model_type="t5"), "kind t5. Known are: bert, distilbert"),
        (edit("config.json", auto_map={"AutoModel": "own.Net"}), "code of its own"),
        (edit("1_Pooling/config.json", pooling_mode_cls_token=True), "cls, mean|mean, cls"),
        (edit("1_Pooling/config.json", pooling_mode="lasttoken"), "pools by lasttoken"),
        (edit("sentence_bert_config.json", do_lower_case=True), "lowers letters"),
        (edit("config_sentence_transformers.json", default_prompt_name="q"), "before each text"),
        (add_dense, "Transformer, Pooling, Dense"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "no tokenizer.json"),
        (lambda folder: (folder / "config.json").write_text("<html>"), "no config.json"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"short"), "cannot be read"),
    ],
)
def test_what_a_page_could_not_compute_is_refused_by_name(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    folder = write_model(tmp_path / "twin")
    damage(folder)
    with pytest.raises(MusicRecError, match=said) as raised:
        model_of(f"folder:{folder}", tmp_path / "cache")
    assert raised.value.code == "MODEL_UNSUPPORTED"


def test_a_plain_transformer_is_a_mean_and_a_changed_folder_is_read_again(tmp_path: Path) -> None:
    folder, cache = write_model(tmp_path / "twin", pooling="cls"), tmp_path / "cache"
    name = f"folder:{folder}"
    first = model_of(name, cache)
    (folder / "modules.json").unlink()
    shutil.rmtree(folder / "1_Pooling")
    again = model_of(name, cache)
    assert (first.record["pooling"], again.record["pooling"]) == ("cls", "mean")
    assert (cache / "models" / "text" / "twin" / MODEL).is_file()
    rows = embed_texts(["Grüner Tee", ""], encoder=again, cache=cache, threads=1, progress=QUIET)
    wanted = np.stack([again.encoder(1)("Grüner Tee"), np.zeros(32, np.float32)])
    assert np.array_equal(rows, wanted)
