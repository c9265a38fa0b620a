"""Stages: what a run knows (`Context`), which stages there are, and the runner.

A stage is a module with `run(context) -> None` that reads the folders of earlier stages and writes
its own, `context.folder(NAME)`. The runner writes `meta.json` there: configuration part, seed, code
version, hashes of inputs and outputs, and what it took, seconds and peak memory. A stage whose key
(configuration, seed, code, inputs) is unchanged and whose outputs are as it left them is skipped. A
stage that was killed finds its folder as it was (checkpoints and all), as long as the key is the
same; otherwise the folder is emptied first.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musicrec import __version__
from musicrec.config import Config, load_config, save_config
from musicrec.errors import MusicRecError
from musicrec.memory import PeakMemory
from musicrec.progress import Progress, duration

if TYPE_CHECKING:
    from musicrec.shop import Shop

META = "meta.json"
STARTED = "started.json"
PART = "meta.part"
"""A meta.json on its way: half of one would cost a finished stage its results."""
CONFIG = "config.yaml"
"""In the working folder: what its last run was told."""
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a stage may know of the run.

    `data` is the shop's folder, `work` holds a folder per stage, `out` is the bundle, `cache` keeps
    what no run changes (exported encoders).
    """

    config: Config
    shop: Shop
    data: Path
    work: Path
    out: Path
    cache: Path
    progress: Progress = field(default_factory=Progress)

    @property
    def seed(self) -> int:
        """The run's seed; a stage derives its own, see `seeds.py`."""
        return self.config.seed

    @property
    def threads(self) -> int:
        """Threads for the networks."""
        return self.config.threads or min(8, os.cpu_count() or 1)

    def folder(self, stage: str) -> Path:
        """The folder of a stage, there or not."""
        return self.work / stage

    @property
    def prepare(self) -> Path:
        """`<work>/prepare`."""
        return self.folder("prepare")

    @property
    def features(self) -> Path:
        """`<work>/features`."""
        return self.folder("features")

    @property
    def tokenizer(self) -> Path:
        """`<work>/tokenizer`."""
        return self.folder("tokenizer")

    @property
    def generator(self) -> Path:
        """`<work>/generator`."""
        return self.folder("generator")

    @property
    def evaluation(self) -> Path:
        """`<work>/evaluation`."""
        return self.folder("evaluation")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage's place in the flow.

    `sections` of the configuration it reads, `inputs` are earlier stages, `reads_data` what of the
    shop's folder it reads (names or stems), `code` the packages whose source is its code version.
    """

    name: str
    module: str
    sections: tuple[str, ...]
    inputs: tuple[str, ...]
    code: tuple[str, ...]
    reads_data: tuple[str, ...] = ()


STAGES: tuple[Stage, ...] = (
    Stage(
        name="prepare",
        module="musicrec.data.stage",
        sections=("data",),
        inputs=(),
        code=("data",),
        reads_data=("items", "events", "sequences", "shop.yaml"),
    ),
    Stage(
        name="features",
        module="musicrec.features.stage",
        sections=("features",),
        inputs=("prepare",),
        code=("features",),
        reads_data=("pictures", "images", "text_features", "image_features"),
    ),
    Stage(
        name="tokenizer",
        module="musicrec.tokenizer.stage",
        sections=("tokenizer",),
        inputs=("prepare", "features"),
        code=("tokenizer",),
    ),
    Stage(
        name="generator",
        module="musicrec.generator.stage",
        sections=("generator", "tokenizer", "features", "evaluation"),
        inputs=("prepare", "features", "tokenizer"),
        code=("generator",),
    ),
    Stage(
        name="evaluation",
        module="musicrec.evaluation.stage",
        sections=("evaluation", "generator"),
        inputs=("prepare", "features", "tokenizer", "generator"),
        code=("evaluation",),
    ),
    Stage(
        name="export",
        module="musicrec.export.stage",
        sections=("export", "generator", "tokenizer", "features", "evaluation"),
        inputs=("prepare", "features", "tokenizer", "generator", "evaluation"),
        code=("export",),
        reads_data=("shop.yaml",),
    ),
)
STAGE_NAMES = tuple(stage.name for stage in STAGES)


def stage_named(name: str) -> Stage:
    """The stage of that name; raises USAGE."""
    for stage in STAGES:
        if stage.name == name:
            return stage
    raise MusicRecError("USAGE", f'There is no stage "{name}". Stages: {", ".join(STAGE_NAMES)}.')


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_tree(root: Path, pattern: str = "*") -> str:
    """SHA-256 over relative paths and bytes of the files below a folder, in sorted order."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob(pattern)):
        if path.is_file():
            digest.update(f"{path.relative_to(root).as_posix()}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


def hash_json(value: object) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _data_hashes(data: Path, names: Iterable[str]) -> dict[str, str]:
    hashes = {}
    for name in names:
        for path in sorted(data.glob(f"{name}*")):
            if path.is_dir() and path.name == name:
                hashes[path.name] = hash_tree(path)
            elif path.is_file() and name in (path.name, path.stem):
                hashes[path.name] = hash_file(path)
    return hashes


def read_meta(folder: Path) -> dict[str, Any] | None:
    """A finished stage's meta.json, None where there is none (or a broken one)."""
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return meta if isinstance(meta, dict) and "key" in meta and "outputs" in meta else None


def stage_key(context: Context, stage: Stage) -> dict[str, Any]:
    """All that a stage's result depends on; raises STAGE_INPUT_MISSING."""
    inputs: dict[str, str] = {}
    for name in stage.inputs:
        meta = read_meta(context.folder(name))
        if meta is None:
            raise MusicRecError(
                "STAGE_INPUT_MISSING",
                f"The stage {stage.name} needs {name}, which has not finished in {context.work}. "
                f"Run: musicrec train --from {name} …",
                {"stage": stage.name, "needs": name},
            )
        inputs[name] = hash_json(meta["outputs"])
    config = context.config.as_dict()
    return {
        "stage": stage.name,
        "version": __version__,
        "seed": context.seed,
        "config": {section: config[section] for section in stage.sections},
        "code": hash_json([hash_tree(PACKAGE / package, "*.py") for package in stage.code]),
        "data": _data_hashes(context.data, stage.reads_data),
        "inputs": inputs,
    }


def _outputs(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (META, STARTED, PART)
    }


def is_up_to_date(context: Context, stage: Stage, key: dict[str, Any]) -> bool:
    """Whether the folder holds exactly what a run with this key left."""
    folder = context.folder(stage.name)
    meta = read_meta(folder)
    if meta is None or meta["key"] != key or meta["outputs"] != _outputs(folder):
        return False
    return stage.name != "export" or (context.out / "manifest.json").exists()


def differences(meta: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
    """What a finished stage's meta.json says otherwise than `key`, in words."""
    was, found = meta["key"], []
    for section, values in key["config"].items():
        before = was["config"].get(section, {})
        found += [
            f"{section}.{name} was {before.get(name)!r}, is {value!r}"
            for name, value in values.items()
            if before.get(name) != value
        ]
    if was["seed"] != key["seed"]:
        found.append(f"seed was {was['seed']}, is {key['seed']}")
    if (was["code"], was["version"]) != (key["code"], key["version"]):
        found.append("the trainer's code has changed")
    if was["data"] != key["data"]:
        names = {*was["data"], *key["data"]}
        changed = sorted(name for name in names if was["data"].get(name) != key["data"].get(name))
        found.append(f"changed: {', '.join(changed)}")
    ran = [name for name, value in key["inputs"].items() if was["inputs"].get(name) != value]
    if ran:
        found.append(f"run again since: {', '.join(ran)}")
    return found or ["its files are not as it left them"]


def require_trained(context: Context) -> None:
    """Raise STAGE_STALE where a stage before evaluation would have to run: nothing runs here."""
    for stage in STAGES:
        if stage.name == "evaluation":
            return
        meta = read_meta(context.folder(stage.name))
        if meta is None:
            raise MusicRecError(
                "STAGE_INPUT_MISSING",
                f"Nothing that is trained lies in {context.work}: {stage.name} has not finished. "
                "Check --out and --work, or train first: musicrec train …",
                {"stage": stage.name},
            )
        key = stage_key(context, stage)
        if not is_up_to_date(context, stage, key):
            what = "; ".join(differences(meta, key))
            raise MusicRecError(
                "STAGE_STALE",
                f"The stage {stage.name} in {context.work} is of another run: {what}. "
                f"{_mend(context, meta, key)}",
                {"stage": stage.name},
            )


def _mend(context: Context, meta: Mapping[str, Any], key: Mapping[str, Any]) -> str:
    """What to do about a stage of another run."""
    was, train = meta["key"], f"musicrec train --data {context.data} --out {context.out} …"
    if (was["config"], was["seed"]) == (key["config"], key["seed"]):
        return f"Run it again, and what follows: {train}"
    told = context.work / CONFIG
    here = told.exists() and load_config(told) != context.config
    last = f" (the last run's are in --config {told})" if here else ""
    return f"Give the same --config and --set as then{last}, or train with these: {train}"


def run_stage(context: Context, stage: Stage, *, force: bool = False) -> bool:
    """Run one stage unless it is up to date. Returns whether it ran.

    `force` runs it anyway, from an empty folder. Raises STAGE_INPUT_MISSING, STAGE_MISSING.
    """
    key = stage_key(context, stage)
    folder = context.folder(stage.name)
    if not force and is_up_to_date(context, stage, key):
        context.progress.say(f"{_place(stage)}: up to date")
        return False
    try:
        module = importlib.import_module(stage.module)
    except ModuleNotFoundError as error:
        own = (error.name or "").startswith("musicrec")
        raise MusicRecError(
            "STAGE_MISSING" if own else "PACKAGE_MISSING",
            f"The stage {stage.name} cannot be loaded: {error}. Install the trainer again.",
        ) from error
    meta = None if force else read_meta(folder)
    why = f" ({'; '.join(differences(meta, key))})" if meta else ""
    _clear_unless_resumable(folder, key, force=force)
    context.progress.say(f"{_place(stage)}: …{why}")
    start, memory = time.monotonic(), PeakMemory()
    module.run(context)
    seconds, peak = time.monotonic() - start, memory.megabytes()
    meta = {
        "key": key,
        "outputs": _outputs(folder),
        "seconds": round(seconds, 1),
        "peak_mb": peak,
    }
    part = folder / PART
    part.write_text(json.dumps(meta, indent=1, sort_keys=True), encoding="utf-8")
    part.replace(folder / META)
    (folder / STARTED).unlink(missing_ok=True)
    held = "" if peak is None else f", at most {peak:,.0f} MB"
    context.progress.say(f"{_place(stage)}: done in {duration(seconds)}{held}")
    return True


def _place(stage: Stage) -> str:
    """The stage and, where it belongs to the flow, which of how many it is."""
    if stage not in STAGES:
        return stage.name
    return f"{stage.name}, {STAGES.index(stage) + 1} of {len(STAGES)}"


def _clear_unless_resumable(folder: Path, key: dict[str, Any], *, force: bool) -> None:
    """Leave what a killed run with the same key wrote; empty the folder otherwise."""
    started = folder / STARTED
    same = False
    if not force and started.exists() and not (folder / META).exists():
        try:
            same = json.loads(started.read_text(encoding="utf-8")) == key
        except ValueError:
            same = False
    if not same:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    started.write_text(json.dumps(key, sort_keys=True), encoding="utf-8")


def run_stages(context: Context, *, first: str | None = None, last: str | None = None) -> list[str]:
    """Run the flow up to `last`; `first` (`--from`) forces that stage and all after it.

    Returns the names of the stages that ran.
    """
    names = list(STAGE_NAMES)
    start = names.index(stage_named(first).name) if first else len(names)
    end = names.index(stage_named(last).name) if last else len(names) - 1
    if start != len(names) and start > end:
        raise MusicRecError("USAGE", f"--from {first} comes after --to {last}.")
    context.work.mkdir(parents=True, exist_ok=True)
    save_config(context.config, context.work / CONFIG)
    return [
        stage.name
        for position, stage in enumerate(STAGES[: end + 1])
        if run_stage(context, stage, force=position >= start)
    ]
