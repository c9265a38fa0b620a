"""The trained tokenizer on disk: tokenizer.pt (weights) and tokenizer.json (what they are)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch

from musicrec.errors import MusicRecError
from musicrec.tokenizer.fusion import FusionConfig, FusionEncoder
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer

WEIGHTS = "tokenizer.pt"
CONFIG = "tokenizer.json"


@dataclass(frozen=True, kw_only=True)
class Tokenizer:
    """Fusion encoder and residual quantizer of a kind (`kinds.py`).

    encoder None for a kind that no bundle can be made of.
    """

    kind: str
    encoder: FusionEncoder | None
    quantizer: ResidualQuantizer


def save_tokenizer(folder: Path, tokenizer: Tokenizer) -> None:
    """Write tokenizer.pt and tokenizer.json."""
    encoder, books = tokenizer.encoder, tokenizer.quantizer.codebooks
    size, dimension = books[0].shape
    config = {
        "kind": tokenizer.kind,
        "fusion": encoder.config.as_json() if encoder is not None else None,
        "levels": len(books),
        "codebook_size": size,
        "dimension": dimension,
    }
    weights = {
        "quantizer": tokenizer.quantizer.state_dict(),
        "encoder": encoder.state_dict() if encoder is not None else None,
    }
    torch.save(weights, folder / WEIGHTS)
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read what `save_tokenizer` wrote; raises STAGE_INPUT_MISSING."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        weights = torch.load(folder / WEIGHTS, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{error.filename} is missing. Run: musicrec train --from tokenizer …",
        ) from error
    quantizer = ResidualQuantizer(
        levels=config["levels"],
        codebook_size=config["codebook_size"],
        dimension=config["dimension"],
    )
    quantizer.load_state_dict(weights["quantizer"])
    encoder = None
    if config["fusion"] is not None:
        encoder = FusionEncoder(FusionConfig(**config["fusion"]))
        encoder.load_state_dict(weights["encoder"])
        encoder.eval()
    return Tokenizer(kind=config["kind"], encoder=encoder, quantizer=quantizer.eval())
