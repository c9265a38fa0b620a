from __future__ import annotations

from dataclasses import replace

import pytest

from musicrec.ablations.arms import ARMS, REFERENCE, USUAL, arms_named, config_of
from musicrec.config import Config
from musicrec.errors import MusicRecError


def test_every_arm_is_a_valid_configuration_and_no_two_are_alike() -> None:
    configs = [config_of(Config(), arm, 1) for arm in ARMS]
    assert len(set(configs)) == len(ARMS)
    assert set(USUAL) <= set(ARMS)


def test_the_reference_is_the_configuration_itself() -> None:
    assert config_of(Config(), REFERENCE, 7) == replace(Config(), seed=7)


def test_a_name_that_is_no_arm_is_usage() -> None:
    assert arms_named(["text", "fusion", "text"]) == ("text", "fusion")
    with pytest.raises(MusicRecError, match="Arms: fusion, ") as caught:
        arms_named(["fusion", "magic"])
    assert caught.value.code == "USAGE"
