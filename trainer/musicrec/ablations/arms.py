"""The arms: what a run changes in the configuration, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from musicrec.config import TOKENIZER_KINDS, Config
from musicrec.errors import MusicRecError

REFERENCE = "fusion"
"""The arm that differences are taken to."""

ARMS: Mapping[str, Mapping[str, object]] = {
    **{kind: {"kind": kind} for kind in TOKENIZER_KINDS},
    "fusion_two_levels": {"levels": 2},
    "fusion_four_levels": {"levels": 4},
    "fusion_64_codes": {"codebook_size": 64},
    "fusion_128_codes": {"codebook_size": 128},
    "separate_four_levels": {"kind": "separate", "levels": 4},
}
"""Name → changes of the section `tokenizer`; separate IDs of four levels have two a modality."""
USUAL = TOKENIZER_KINDS
"""Without --arms."""


def arms_named(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once; raises USAGE for one that is no arm."""
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in ARMS:
            raise MusicRecError("USAGE", f'There is no arm "{name}". Arms: {", ".join(ARMS)}.')
    return wanted


def config_of(base: Config, arm: str, seed: int) -> Config:
    """The configuration of one run."""
    tokenizer = replace(base.tokenizer, **ARMS[arm])  # type: ignore[arg-type]
    return replace(base, seed=seed, tokenizer=tokenizer)
