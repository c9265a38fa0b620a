"""The files of a model that a configuration names: fetched from the hub once, or those of a folder.

Weights are safetensors or nothing, and no code of a model's is ever run. Where the hub is, the
environment says (`HF_ENDPOINT`), as it does for whatever else asks it. What the files hold is
shipped_model.py's to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from musicrec.errors import MusicRecError
from musicrec.features.encoder_folder import require_package
from musicrec.model_name import ModelName

WANTED = ("*.json", "model*.safetensors", "*/model*.safetensors", "README.md")
PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack")
DEFAULT_HUB = "https://huggingface.co"


@dataclass(frozen=True, kw_only=True)
class ModelFiles:
    """A folder; the commit that it is of, '' if not of the hub; its card's licence, '' if none."""

    folder: Path
    revision: str
    licence: str


def model_files(name: ModelName, cache: Path) -> ModelFiles:
    """What there is of a model; raises MODEL_UNREACHABLE, MODEL_MISSING, MODEL_UNSUPPORTED."""
    if name.folder is not None:
        if not name.folder.is_dir():
            raise MusicRecError(
                "MODEL_MISSING",
                f"There is no folder {name.folder}. Put the model's files there, as the hub has "
                "them, or mend the configuration.",
            )
        folder, revision = name.folder, ""
        _refuse_pickles(name, [path.name for path in folder.rglob("*")])
    else:
        folder, revision = _fetch(name, cache)
    return ModelFiles(folder=folder, revision=revision, licence=_licence(folder / "README.md"))


def unsupported(name: ModelName, what: str, mend: str) -> MusicRecError:
    """What a model is that no page could run, and what to do instead."""
    return MusicRecError(
        "MODEL_UNSUPPORTED", f"The model {name.model} {what}. {mend}", {"model": name.model}
    )


def _fetch(name: ModelName, cache: Path) -> tuple[Path, str]:
    hub = require_package("huggingface_hub", "huggingface_hub", instead="say folder:PATH")
    endpoint = os.environ.get("HF_ENDPOINT") or DEFAULT_HUB
    with _of_the_hub(hub, name, endpoint):
        said = hub.HfApi(endpoint=endpoint).model_info(name.model, revision=name.revision)
        _refuse_pickles(name, [one.rfilename for one in said.siblings])
        folder = hub.snapshot_download(
            name.model,
            revision=said.sha,
            cache_dir=cache / "hub",
            endpoint=endpoint,
            allow_patterns=list(WANTED),
        )
    return Path(folder), str(said.sha)


@contextmanager
def _of_the_hub(hub: Any, name: ModelName, endpoint: str) -> Iterator[None]:
    """What asking the hub raises, as errors of ours."""
    refused = (
        hub.errors.RepositoryNotFoundError,
        hub.errors.RevisionNotFoundError,
        hub.errors.HFValidationError,  # a name that the hub gives nobody
    )
    asked = name.model + (f"@{name.revision}" if name.revision else "")
    try:
        yield
    except refused as error:
        mend = "Mend the name or the revision; a private one needs: hf auth login."
        if isinstance(error, hub.errors.GatedRepoError):
            mend = "Ask for access on its page, then run: hf auth login."
        raise MusicRecError(
            "MODEL_MISSING",
            f"{endpoint} has no model {asked} for you. {mend}",
            {"model": asked, "endpoint": endpoint},
        ) from error
    # `HTTPError` is that of whichever client the hub's library asks with.
    except (hub.errors.HTTPError, hub.errors.OfflineModeIsEnabled, OSError) as error:
        raise MusicRecError(
            "MODEL_UNREACHABLE",
            f"{asked} could not be had from {endpoint} ({type(error).__name__}). Try again, set "
            "HF_ENDPOINT to a hub that this machine reaches, or put the model's files into a "
            "folder and say folder:PATH.",
            {"model": asked, "endpoint": endpoint},
        ) from error


def _refuse_pickles(name: ModelName, files: Sequence[str]) -> None:
    if any(fnmatch(Path(file).name, "model*.safetensors") for file in files):
        return
    pickled = [file for file in files if file.endswith(PICKLED)]
    found = f" ({pickled[0]})" if pickled else ""
    raise unsupported(
        name,
        f"has no weights as safetensors{found}",
        "Other formats can run code of their own: name a model that has model.safetensors.",
    )


def _licence(card: Path) -> str:
    """What a model's card says in its front matter; nothing where it does not."""
    if not card.is_file():
        return ""
    parts = card.read_text(encoding="utf-8", errors="replace").split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return ""
    try:
        said = yaml.safe_load(parts[1])
    except yaml.YAMLError:
        return ""
    licence = said.get("license") if isinstance(said, dict) else None
    return licence if isinstance(licence, str) else ""
