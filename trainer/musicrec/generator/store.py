"""Writing and reading a trained generator: configuration and weights in one file."""

from __future__ import annotations

from pathlib import Path

import torch

from musicrec.errors import MusicRecError
from musicrec.generator.model import Generator, GeneratorConfig


def save_generator(path: Path, model: Generator) -> None:
    """Write `{"config": JSON values, "state": parameters}`."""
    torch.save({"config": model.config.as_json(), "state": model.state_dict()}, path)


def load_generator(path: Path) -> Generator:
    """Read what `save_generator` wrote, ready for inference; raises STAGE_INPUT_MISSING."""
    try:
        stored = torch.load(path, weights_only=True)
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING", f"{path} is missing. Run: musicrec train --from generator …"
        ) from error
    config = GeneratorConfig.from_json(stored["config"])
    codes = stored["state"]["items.codes"]
    model = Generator(config, semantic_ids=codes)
    model.load_state_dict(stored["state"], strict=True)
    return model.eval()
