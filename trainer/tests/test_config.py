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
        ("generator.epochs=0", "CONFIG_INVALID", "generator.epochs is 0"),
        ("generator.epochs=many", "CONFIG_INVALID", "must be of type int"),
        ("generator.epochs=true", "CONFIG_INVALID", "must be of type int"),
        ("generator.epoch=3", "CONFIG_INVALID", "generator.epoch is not a known key"),
        ("generators.epochs=3", "CONFIG_INVALID", "generators is not a known key"),
        ("generator=3", "CONFIG_INVALID", "must be a mapping"),
        ("generator.dimension=30", "CONFIG_INVALID", "generator.dimension is 30"),
        ("features.text_encoder=bert", "CONFIG_INVALID", "'bert'"),
        ("features.text_encoder=hub:bert", "CONFIG_INVALID", "'hub:bert'"),
        ("features.text_encoder='folder:'", "CONFIG_INVALID", "'folder:'"),
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


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MusicRecError, match=r"FILE_MISSING.*nothing\.yaml"):
        load_config(tmp_path / "nothing.yaml")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(MusicRecError, match="CONFIG_INVALID"):
        load_config(tmp_path / "broken.yaml")
    (tmp_path / "list.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(MusicRecError, match="mapping of sections"):
        load_config(tmp_path / "list.yaml")
