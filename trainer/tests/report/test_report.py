"""Pages and cards of finished bundles, by what a reader of them finds."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from musicrec.cli.main import main
from musicrec.config import load_config, save_config
from musicrec.data.cases import load_cases
from musicrec.data.visits import TEST, load_visits
from musicrec.errors import ExitCode
from musicrec.evaluation.report import WITHOUT
from musicrec.report.card import card
from musicrec.report.facts import read_facts
from musicrec.report.sections.choices import settings_of
from musicrec.report.sections.limits import limits_of
from musicrec.stage import Context, hash_tree
from tests.report.conftest import HOSTILE

PARTS = (
    *("How good the lists are", "For whom, and for what", "Learning", "The semantic IDs"),
    *("What lies near what", "What it costs", "What was chosen, and how", "Limits and licences"),
)


class Seen(HTMLParser):
    """Elements, what they would fetch, IDs, SVGs without a label, and the text outside of style."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.unlabelled = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.names.append(tag)
        self.fetched += [str(values[key]) for key in ("src", "srcset", "data") if key in values]
        if "href" in values and not str(values["href"]).startswith("#"):
            self.fetched.append(str(values["href"]))
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "svg" and not (values.get("role") == "img" and values.get("aria-label")):
            self.unlabelled += 1

    def handle_data(self, data: str) -> None:
        if self.names[-1:] != ["style"]:
            self.text += data + " "


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    code = main([*(str(argument) for argument in arguments), "--json", "--quiet"])
    return code, json.loads(capsys.readouterr().out)


def written(capsys: pytest.CaptureFixture[str], bundle: Path, out: Path) -> tuple[Seen, str, Any]:
    """The page read, its source, and the verb's answer."""
    code, answer = run(capsys, "report", bundle, "--out", out)
    assert code == ExitCode.OK
    source = Path(answer["report"]).read_text(encoding="utf-8")
    seen = Seen()
    seen.feed(source)
    return seen, source, answer


def copied(context: Context, folder: Path) -> Path:
    """The trained bundle and its working folder, to be changed."""
    shutil.copytree(context.out, folder / "bundle")
    shutil.copytree(context.work, folder / "bundle.work")
    return folder / "bundle"


def test_a_page_of_a_trained_benchmark(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    seen, source, answer = written(capsys, trained.out, tmp_path)
    assert answer["notices"] == []
    for part in PARTS:
        assert part in seen.text
    assert "36 items" in " ".join(seen.text.split()) or "items 36" in " ".join(seen.text.split())
    assert "The last step of each user is test" in seen.text
    assert "without generator" in seen.text
    assert "No test case for: Completing the basket" in seen.text
    assert "Features of text: hashed character n-grams, nothing pretrained; 36 of 36" in seen.text
    assert "generator.epochs" in seen.text
    report = json.loads((trained.evaluation / "report.json").read_text(encoding="utf-8"))
    for name, values in report["tasks"]["next"]["scorers"].items():
        assert name in seen.text
        assert f"{values['recall@10'][0]:.4f}" in seen.text
        assert f"{values['gini@10']:.3f}" in seen.text
    best = json.loads((trained.generator / "blend.json").read_text(encoding="utf-8"))["training"]
    assert f"epoch {best['best_epoch']} scored best" in seen.text
    assert len(re.findall(r'class="best"', source)) == 2


def test_the_page_needs_nothing_and_says_what_its_pictures_show(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    seen, source, _ = written(capsys, trained.out, tmp_path)
    assert seen.fetched == []
    assert not {"script", "link", "img", "iframe", "object"} & set(seen.names)
    assert "url(" not in source and "@import" not in source
    assert "default-src &#x27;none&#x27;" in source
    assert seen.unlabelled == 0
    assert len(seen.ids) == len(set(seen.ids))
    for name in re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', source):
        assert name in seen.ids
    assert "nan" not in re.sub(r"<title>[^<]*</title>", "", source).lower().split('"')


def test_a_hostile_title_is_text(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    seen, source, answer = written(capsys, trained.out, tmp_path)
    assert HOSTILE in seen.text  # among the neighbours
    assert "<script" not in source
    assert "<script" not in Path(answer["card"]).read_text(encoding="utf-8")


def test_all_text_of_a_bundle_is_escaped(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    """Names, licences, baselines and settings come from files as well."""
    bundle = copied(trained, tmp_path)
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    manifest["name"] = HOSTILE
    manifest["licences"] = [{"what": HOSTILE, "licence": HOSTILE, "notice": f"| {HOSTILE} |"}]
    (bundle / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    path = tmp_path / "bundle.work" / "evaluation" / "report.json"
    hostile = json.dumps(HOSTILE)[1:-1]
    text = path.read_text(encoding="utf-8").replace("transitions-directed", hostile)
    path.write_text(text, encoding="utf-8")
    seen, source, answer = written(capsys, bundle, tmp_path / "out")
    assert "<script" not in source
    assert seen.text.count(HOSTILE) >= 6
    card = Path(answer["card"]).read_text(encoding="utf-8")
    assert "<script" not in card
    assert "# Model card: &lt;script&gt;" in card


def test_the_default_place_is_beside_the_bundle(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    bundle = copied(trained, tmp_path)
    assert main(["report", str(bundle), "--quiet"]) == 0
    out = capsys.readouterr().out.splitlines()
    folder = tmp_path / "bundle.work" / "report"
    assert out[1:] == [str(folder / "report.html"), str(folder / "model-card.md")]
    assert out[0].startswith(("Ship", "Better"))
    first = (folder / "report.html").read_bytes()
    assert main(["report", str(bundle), "--quiet"]) == 0
    assert (folder / "report.html").read_bytes() == first


def test_a_shop_with_baskets(capsys: pytest.CaptureFixture[str], shop_bundle: Path) -> None:
    seen, _, answer = written(capsys, shop_bundle, shop_bundle.parent / "out")
    assert answer["verdict"]["ship"] == "generator"
    assert answer["verdict"]["text"].startswith("It beats the best baseline, and itself without")
    for task in ("complete", "complete_new", "complete_new_type", "next", "next_new"):
        assert f"({task}): " in seen.text
    assert "purity" in seen.text
    assert re.search(r"Validation from 2024-\d\d-\d\d", seen.text)
    card = Path(answer["card"]).read_text(encoding="utf-8")
    assert "**Ship the generator.**" in card
    few = "96 items are few for 32 codes a level"
    assert any(notice.startswith(few) for notice in answer["notices"])
    assert few in card and few in seen.text
    assert "What to do: Ship the bundle as it is." in card
    assert "What to do:  Ship the bundle as it is." in seen.text
    assert answer["verdict"]["todo"].startswith("Ship the bundle as it is.")
    assert f"| {WITHOUT} |" in card
    rows = [line for line in card.splitlines() if line.startswith("| ")]
    assert rows and all(line.endswith(" |") for line in rows)


def test_the_engines_numbers_come_first(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    """Lists of the trained model stand for the engine's: they have the same shape."""
    bundle = copied(trained, tmp_path)
    cases = load_cases(trained.prepare, load_visits(trained.prepare))
    ids = json.loads((trained.prepare / "items.json").read_bytes())["columns"]["id"]["values"]
    lines = [
        {
            "case": row + 1,
            "task": case.task,
            "user": case.user,
            "items": [ids[item] for item in case.targets],
        }
        for row, case in enumerate(cases)
        if cases.split[row] == TEST
    ]
    lists = tmp_path / "lists.jsonl"
    lists.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    config = tmp_path / "bundle.work" / "config.yaml"
    code = main(
        [
            *("evaluate", "--data", str(trained.data), "--out", str(bundle)),
            *("--config", str(config), "--engine", str(lists), "--quiet"),
        ]
    )
    assert code == 0
    capsys.readouterr()
    seen, source, answer = written(capsys, bundle, tmp_path / "out")
    assert "As the engine serves it" in seen.text
    assert source.index("MusicRec, engine") < source.index("MusicRec, without")
    assert answer["verdict"]["ship"] == "generator"
    report = json.loads((tmp_path / "bundle.work/engine/report.json").read_text(encoding="utf-8"))
    report["data"]["sha256"]["cases.npz"] = "0"
    path = tmp_path / "bundle.work" / "engine" / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    seen, _, answer = written(capsys, bundle, tmp_path / "out")
    assert "of other cases" in answer["notices"][0]
    assert "MusicRec, engine" not in seen.text


def test_a_bundle_alone_says_what_is_not_known(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    shutil.copytree(trained.out, tmp_path / "alone")
    seen, _, answer = written(capsys, tmp_path / "alone", tmp_path / "out")
    assert "No working folder lies beside this bundle (alone.work)" in answer["notices"][0]
    for said in (
        "The digest that the bundle carries",
        "The evaluation holds no breakdown",
        "The training log is in the working folder, which is not here",
        "Wall times are not known",
        "Settings are not known",
        "Where the features of text and images are from is not known here",
    ):
        assert said in seen.text
    assert answer["verdict"]["ship"] is not None
    assert "What lies near what" in seen.text


def test_a_bundle_of_which_nothing_was_measured(
    capsys: pytest.CaptureFixture[str], shop_bundle: Path
) -> None:
    shutil.rmtree(shop_bundle.with_name("shop.work"))
    seen, _, answer = written(capsys, shop_bundle, shop_bundle.parent / "out")
    assert answer["verdict"] == {
        "ship": None,
        "title": "Not measured",
        "text": "No evaluation has run: nothing says yet whether the generator is worth its "
        "weight. Run: musicrec evaluate …",
        "todo": "",
    }
    assert "No evaluation has run." in seen.text


def test_a_working_folder_without_evaluation_or_of_another_export(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    bundle = copied(trained, tmp_path)
    work = tmp_path / "bundle.work"
    shutil.rmtree(work / "evaluation")
    (work / "export" / "export.json").write_text('{"bundle": "0"}', encoding="utf-8")
    _, _, answer = written(capsys, bundle, tmp_path / "out")
    assert [notice.split(":")[0] for notice in answer["notices"]] == [
        "The working folder holds another export than this bundle",
        "No evaluation has run in the working folder. Run",
    ]


@pytest.mark.parametrize(
    ("encoder", "says"),
    [
        ("minilm", "a pretrained sentence encoder that knows English; 30 of 36 items"),
        ("static", "taught by all-MiniLM-L6-v2, which knows English; 30 of 36 items"),
        (
            "hub:owner/model",
            "hub:owner/model, a model of which its own card tells more, also which",
        ),
        ("hash", "hashed character n-grams, nothing pretrained"),
    ],
)
def test_limits_say_what_the_text_encoder_knows(trained: Context, encoder: str, says: str) -> None:
    features = {"encoders": {"text": encoder}, "present": {"text": 30}}
    facts = replace(read_facts(trained.out), features=features)
    assert any(says in sentence for sentence in limits_of(facts))
    assert says in card(facts)


def test_errors_have_codes(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    code, answer = run(capsys, "report", tmp_path / "nothing")
    assert (code, answer["error"]["code"]) == (ExitCode.MISSING, "FILE_MISSING")
    bundle = copied(trained, tmp_path)
    (tmp_path / "bundle.work" / "generator" / "blend.json").write_text("{", encoding="utf-8")
    code, answer = run(capsys, "report", bundle)
    assert (code, answer["error"]["code"]) == (ExitCode.DATA, "STAGE_INPUT_INVALID")
    assert "--from generator" in answer["error"]["message"]
    (bundle / "prior.bin").write_bytes(b"")
    code, answer = run(capsys, "report", bundle)
    assert (code, answer["error"]["code"]) == (ExitCode.DATA, "BUNDLE_INVALID")


def test_ids_are_lines_of_json(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    file = tmp_path / "deep" / "ids.jsonl"
    code, answer = run(capsys, "report", trained.out, "--ids", file)
    assert (code, answer["items"]) == (0, 36)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    facts = read_facts(trained.out)
    assert [line["semantic_id"] for line in lines] == facts.codes.tolist()
    assert lines[0]["title"] == HOSTILE and lines[5]["title"] == "fiddle"
    health = json.loads((trained.tokenizer / "health.json").read_text(encoding="utf-8"))
    assert sum(line["moved"] for line in lines) == health["moved"]
    assert not (tmp_path / "bundle.work").exists()

    shutil.copytree(trained.out, tmp_path / "alone")
    run(capsys, "report", tmp_path / "alone", "--ids", file)
    assert set(json.loads(file.read_text(encoding="utf-8").splitlines()[0])) == {
        *("id", "title", "semantic_id")
    }


def test_settings_are_those_the_stages_ran_with(trained: Context) -> None:
    settings = dict(settings_of(read_facts(trained.out)))
    assert settings["generator.epochs"] == "2"
    assert settings["seed"] == "1"


def evaluate(capsys: pytest.CaptureFixture[str], data: Path, bundle: Path, *more: str) -> Any:
    """The exit code, and what is said as JSON, of measuring a bundle's model."""
    arguments = ("evaluate", "--data", str(data), "--out", str(bundle), "--quiet", "--json")
    code = main([*arguments, *more])
    return code, json.loads(capsys.readouterr().out)


def test_measuring_trains_nothing(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    bundle = copied(trained, tmp_path)
    work = tmp_path / "bundle.work"
    before = hash_tree(work)
    # As it was told when it was trained, without saying so again.
    code, report = evaluate(capsys, trained.data, bundle)
    assert (code, hash_tree(work)) == (0, before)
    assert report["tasks"]["next"]["cases"] > 0
    code, said = evaluate(capsys, trained.data, bundle, "--set", "generator.epochs=9")
    assert (code, said["error"]["code"]) == (ExitCode.MISSING, "STAGE_STALE")
    assert "The stage prepare in " in said["error"]["message"]
    assert "data.min_events was 100, is 1000" in said["error"]["message"]
    config = ("--config", str(work / "config.yaml"))
    code, said = evaluate(capsys, trained.data, bundle, *config, "--set", "generator.epochs=9")
    assert "generator.epochs was 2, is 9" in said["error"]["message"]
    assert str(work / "config.yaml") in said["error"]["message"]
    assert hash_tree(work) == before
    # A run with other settings that was broken off: what it was told is not what was trained.
    changed = load_config(work / "config.yaml", ["generator.epochs=9"])
    save_config(changed, work / "config.yaml")
    code, said = evaluate(capsys, trained.data, bundle)
    assert (code, said["error"]["code"]) == (ExitCode.MISSING, "STAGE_STALE")
    assert "Give the same --config and --set as then, or train with" in said["error"]["message"]
    shop = tmp_path / "shop"
    shutil.copytree(trained.data, shop)
    with (shop / "sequences.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    save_config(trained.config, work / "config.yaml")
    code, said = evaluate(capsys, shop, bundle)
    assert (code, said["error"]["code"]) == (ExitCode.MISSING, "STAGE_STALE")
    assert "changed: sequences.json. Run it again, and what follows:" in said["error"]["message"]
    code, said = evaluate(capsys, trained.data, tmp_path / "mistyped")
    assert (code, said["error"]["code"]) == (ExitCode.MISSING, "STAGE_INPUT_MISSING")
    assert "Nothing that is trained lies in" in said["error"]["message"]
    assert not (tmp_path / "mistyped.work").exists()


def test_a_model_trained_since_the_export_is_noticed(
    capsys: pytest.CaptureFixture[str], trained: Context, tmp_path: Path
) -> None:
    bundle = copied(trained, tmp_path)
    path = tmp_path / "bundle.work" / "generator" / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["outputs"]["blend.json"] = "0"
    path.write_text(json.dumps(meta), encoding="utf-8")
    _, _, answer = written(capsys, bundle, tmp_path / "out")
    assert "Since the export these stages ran again: generator" in answer["notices"][0]
