from __future__ import annotations

from pathlib import Path

import pytest

from musicrec.config import Config, load_config, save_config
from musicrec.errors import MusicRecError

CONFIGS = Path(__file__).resolve().parents[1] / "configs"


def test_the_default_file_says_the_defaults() -> None:
    assert load_config(CONFIGS / "default.yaml") == Config()


def test_the_tiny_file_is_valid() -> None:
    assert load_config(CONFIGS / "tiny.yaml").features.text_encoder == "hash"


def test_overrides_win_over_the_file_and_survive_saving(tmp_path: Path) -> None:
    config = load_config(
        CONFIGS / "tiny.yaml",
        ["seed=5", "generator.epochs=7", "evaluation.cutoffs=[1, 3]", "data.visit_gap_minutes=0"],
    )
    assert (config.seed, config.generator.epochs) == (5, 7)
    assert config.evaluation.cutoffs == (1, 3)
    assert config.data.visit_gap_minutes == 0.0
    save_config(config, tmp_path / "config.yaml")
    assert load_config(tmp_path / "config.yaml") == config


@pytest.mark.parametrize(
    ("override", "code", "says"),
    [
        ("generator.epochs=0", "CONFIG_INVALID", "generator.epochs is 0, but must be 1 or more."),
        ("generator.layers=13", "CONFIG_INVALID", "must be from 1 to 12."),
        ("generator.dropout=1", "CONFIG_INVALID", "must be from 0 and below 1."),
        ("data.test_share=0.5", "CONFIG_INVALID", "must be above 0 and below 0.5."),
        ("features.prior_exponent=0", "CONFIG_INVALID", "must be above 0 and at most 1."),
        ("export.tolerance=0", "CONFIG_INVALID", "must be above 0."),
        ("export.new_item_level=.inf", "CONFIG_INVALID", "must be a finite number."),
        ("generator.epochs=many", "CONFIG_INVALID", "must be a whole number"),
        ("generator.epochs=true", "CONFIG_INVALID", "must be a whole number"),
        ("generator.dropout=much", "CONFIG_INVALID", "must be a number"),
        ("evaluation.cutoffs=10", "CONFIG_INVALID", "must be a list"),
        ("generator.epoch=3", "CONFIG_INVALID", "generator.epoch is not a known key"),
        ("generators.epochs=3", "CONFIG_INVALID", "generators is not a known key"),
        ("generator=3", "CONFIG_INVALID", "must be a mapping"),
        ("generator.dimension=30", "CONFIG_INVALID", "a multiple of generator.heads (4)"),
        ("features.text_encoder=minlm", "CONFIG_INVALID", "(did you mean minilm?)"),
        (
            "features.text_encoder=minlm",
            "CONFIG_INVALID",
            "one of minilm, static, hash, hub:OWNER/NAME[@REVISION], folder:PATH",
        ),
        ("features.image_encoder=eficientnet", "CONFIG_INVALID", "mean efficientnet-lite0?)"),
        ("tokenizer.kind=fussion", "CONFIG_INVALID", "(did you mean fusion?)"),
        ("features.text_encoder=bert", "CONFIG_INVALID", "'bert'"),
        ("features.text_encoder=hub:bert", "CONFIG_INVALID", "'hub:bert'"),
        ("features.text_encoder='folder:'", "CONFIG_INVALID", "'folder:'"),
        ("features.text_encoder=folder:", "CONFIG_INVALID", "is 'folder:', but"),
        ("features.text_encoder=[", "CONFIG_INVALID", "is '[', but"),
        ("features.text_encoder=7", "CONFIG_INVALID", "is '7', but"),
        ("features.text_encoder=", "CONFIG_INVALID", "is '', but"),
        ("epochs", "USAGE", "section.key=value"),
        ("seed.x=1", "CONFIG_INVALID", "seed"),
        ("data.min_items=[", "USAGE", "not YAML"),
        ("evaluation.cutoffs=[0]", "CONFIG_INVALID", "evaluation.cutoffs"),
    ],
)
def test_a_wrong_value_is_named(override: str, code: str, says: str) -> None:
    with pytest.raises(MusicRecError) as caught:
        load_config(None, [override])
    assert caught.value.code == code
    assert says in caught.value.message


def test_a_text_may_look_like_anything(tmp_path: Path) -> None:
    config = load_config(None, ["features.text_encoder=folder: models", "tokenizer.kind='concat'"])
    assert config.features.text_encoder == "folder: models"
    assert config.tokenizer.kind == "concat"


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match=r"FILE_MISSING.*nothing\.yaml"):
        load_config(tmp_path / "nothing.yaml")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(MusicRecError, match="CONFIG_INVALID"):
        load_config(tmp_path / "broken.yaml")
    (tmp_path / "list.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(MusicRecError, match="mapping of sections"):
        load_config(tmp_path / "list.yaml")
