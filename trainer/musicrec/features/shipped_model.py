"""A model that a configuration names, as it ships with the bundle: files in the cache, a record.

They are made once, and made again where what they came from, the recipe or the libraries changed.
What is made of a model's files is known by sentence_model.py and picture_model.py.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from musicrec.features.encoder_folder import (
    RECORD,
    finish_folder,
    is_complete,
    require_package,
    versions_of,
)
from musicrec.features.minilm import INSTEAD
from musicrec.features.model_files import ModelFiles, model_files, unsupported
from musicrec.model_name import ModelName
from musicrec.stage import hash_file

LARGEST = 2_000_000_000
"""Bytes of float32 weights that one ONNX file can hold while it is made."""

Convert = Callable[[ModelName, ModelFiles, Path], dict[str, Any]]
"""The files that ship into a folder; what the record says of them."""


@dataclass(frozen=True, kw_only=True)
class ShippedModel:
    """The folder of a model as it ships, and what its record says of it."""

    KIND: ClassVar[str]
    """Its folder among the models of a cache: one model may read texts and pictures."""
    RECIPE: ClassVar[str]
    """How its files are made: what a folder made otherwise does not say."""
    FILES: ClassVar[tuple[str, ...]]
    """That of the network first."""
    SAID: ClassVar[tuple[str, ...]]
    """What a page must know to read with it."""

    folder: Path
    record: dict[str, Any]

    @classmethod
    def make(cls, name: ModelName, cache: Path, convert: Convert) -> Self:
        """The model in `cache`, fetched and made if it is not there.

        Raises MODEL_UNREACHABLE, MODEL_MISSING, MODEL_UNSUPPORTED, PACKAGE_MISSING.
        """
        folder = cache / "models" / cls.KIND / name.model.replace("/", "--")
        libraries = versions_of("transformers", "tokenizers")
        versions = {**libraries, "recipe": cls.RECIPE, **_source(name)}
        if not is_complete(folder, versions):
            files = model_files(name, cache)
            with tempfile.TemporaryDirectory() as scratch:
                built = Path(scratch) / "built"
                built.mkdir()
                record = {
                    "model": name.model,
                    "revision": files.revision,
                    "licence": files.licence,
                    **convert(name, files, built),
                }
                finish_folder(built, folder, {**record, "versions": versions})
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return cls(folder=folder, record=record)

    @property
    def size(self) -> int:
        """Numbers of an embedding."""
        return int(self.record["size"])

    @property
    def hash(self) -> str:
        """SHA-256 of all that its embeddings depend on."""
        files = [self.record["files"][name]["sha256"] for name in self.FILES]
        said = [self.record.get(name) for name in self.SAID]
        return hashlib.sha256(json.dumps([files, said]).encode()).hexdigest()

    def said(self) -> dict[str, Any]:
        """What a bundle's manifest says of it."""
        names = ("model", "revision", "licence", "size", *self.SAID)
        return {name: self.record[name] for name in names if name in self.record}


def load_transformer(name: ModelName, source: Path) -> Any:
    """The float32 network of a folder, in evaluation; raises MODEL_UNSUPPORTED."""
    import torch

    transformers = require_package("transformers", "transformers", instead=INSTEAD)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    try:
        network = transformers.AutoModel.from_pretrained(
            source,
            attn_implementation="eager",
            dtype=torch.float32,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
        ).eval()
    except Exception as error:  # each reader of weights has classes of its own
        what = f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
        raise unsupported(name, what, "Fetch its files again.") from error
    size = 4 * network.num_parameters()
    if size > LARGEST:
        raise unsupported(
            name, f"has {size / 1e9:.1f} GB of weights", "Name one of fewer than 2 GB."
        )
    return network


def check_kind(name: ModelName, source: Path, known: tuple[str, ...]) -> str:
    """What config.json calls the network; raises MODEL_UNSUPPORTED unless it is one of `known`."""
    config = read_json(name, source / "config.json")
    kind = str(config.get("model_type"))
    if kind in known and "auto_map" not in config:
        return kind
    own = "runs code of its own" if "auto_map" in config else f"is of the kind {kind}"
    raise unsupported(name, own, f"Known are: {', '.join(known)}.")


def modules_of(name: ModelName, source: Path) -> list[dict[str, Any]]:
    """What sentence-transformers says a model is made of; nothing where it is none of theirs."""
    path = source / "modules.json"
    found: list[dict[str, Any]] = read_json(name, path) if path.is_file() else []
    return found


def network_folder(name: ModelName, source: Path) -> Path:
    """Where the network's own files are: sentence-transformers may keep them in a folder."""
    modules = modules_of(name, source)
    return source / str(modules[0].get("path", "")) if modules else source


def read_json(name: ModelName, path: Path) -> Any:
    """What a model's file says; raises MODEL_UNSUPPORTED."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        what = f"has no {path.name} that can be read"
        raise unsupported(name, what, "Fetch its files again.") from error


def read_optional(name: ModelName, path: Path) -> dict[str, Any]:
    """As `read_json`, and nothing where there is no such file."""
    found: dict[str, Any] = read_json(name, path) if path.is_file() else {}
    return found


def _source(name: ModelName) -> dict[str, str]:
    """What was asked for: a name, or the content of a folder's files."""
    if name.folder is None:
        return {"asked": f"{name.model}@{name.revision or ''}"}
    digest = hashlib.sha256()
    for path in sorted(name.folder.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".safetensors", ".md"):
            digest.update(f"{path.relative_to(name.folder)} {hash_file(path)}\n".encode())
    return {"asked": digest.hexdigest()}
