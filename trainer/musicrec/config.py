"""One YAML file → frozen dataclasses, checked; `--set section.key=value` overrides.

Few options, each with a reason to differ between shops. What the networks are is in
docs/bundle-format.md; a choice that was measured belongs into docs/experiment-log.md, not here.
The shop's own facts (name, currency, split dates, licences) are in its `shop.yaml`: see `shop.py`.
"""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from musicrec.errors import MusicRecError
from musicrec.model_name import ModelName
from musicrec.ranges import FINITE, Rule, above, at_least, between, known_name

MODEL_FORMS = "hub:OWNER/NAME[@REVISION], folder:PATH"


def _is_model(name: str) -> bool:
    return ModelName.parse(name) is not None


def _check(section: object, **rules: Rule) -> None:
    """Raise for the first rule that does not hold; the rule's name is the field's."""
    prefix = type(section).__name__.removesuffix("Section").lower()
    for name, rule in rules.items():
        value = getattr(section, name)
        if not rule.holds(value):
            raise MusicRecError(
                "CONFIG_INVALID",
                f"{prefix}.{name} is {value!r}, but must be {rule.words(value)}. "
                "Mend it in --config or --set.",
                {"key": f"{prefix}.{name}", "value": value},
            )


@dataclass(frozen=True, kw_only=True)
class DataSection:
    """Reading the shop's tables, visits, splits, cases."""

    visit_gap_minutes: float = 30.0
    """Rows of one user this close to the row before belong to one visit."""
    validation_share: float = 0.08
    """Share of the rows in the validation period, where shop.yaml gives no dates."""
    test_share: float = 0.08
    min_items: int = 20
    min_users: int = 25
    min_events: int = 1000
    min_earlier_visits: int = 5
    """A case needs a user with this many visits before."""
    min_basket: int = 4
    """A visit of fewer items makes no `complete…` case."""
    max_reveal: int = 10

    def __post_init__(self) -> None:
        _check(
            self,
            visit_gap_minutes=at_least(0),
            validation_share=between(0, 0.5, above=True, below=True),
            test_share=between(0, 0.5, above=True, below=True),
            min_items=at_least(1),
            min_users=at_least(1),
            min_events=at_least(1),
            min_earlier_visits=at_least(1),
            min_basket=at_least(2),
            max_reveal=at_least(1),
        )


@dataclass(frozen=True, kw_only=True)
class FeaturesSection:
    """Text, image and collaborative features, the item-to-item prior."""

    text_encoder: str = "minilm"
    """`minilm`, `static` (a vector a token; in the repository), `hash` (n-grams, for tests).

    Or a model that ships with the bundle: `hub:OWNER/NAME[@REVISION]`, `folder:PATH`.
    """
    image_encoder: str = "efficientnet-lite0"
    """`efficientnet-lite0`, `none`, or a CLIP or SigLIP that ships with the bundle, named alike."""
    prior_neighbours: int = 32
    prior_shrink: float = 50.0
    """s of C / ((n_i + s)(n_j + s))^e."""
    prior_exponent: float = 0.7
    """e: between the cosine (½), which likes bestsellers, and the lift (1)."""
    prior_min_households: int = 5
    prior_visit_decay: float = 0.9
    """Weight of a history visit against the next newer one, as a source of the prior."""
    recent_days: float = 28.0

    def __post_init__(self) -> None:
        _check(
            self,
            text_encoder=known_name(("minilm", "static", "hash"), _is_model, MODEL_FORMS),
            image_encoder=known_name(("efficientnet-lite0", "none"), _is_model, MODEL_FORMS),
            prior_neighbours=between(1, 256),
            prior_shrink=at_least(0),
            prior_exponent=between(0, 1, above=True),
            prior_min_households=at_least(1),
            prior_visit_decay=between(0, 1, above=True),
            recent_days=above(0),
        )


TOKENIZER_KINDS = (
    "fusion",
    "fusion_without_orthogonality",
    "fusion_without_guidance",
    "concat",
    "separate",
    "text",
    "image",
    "kmeans",
)
"""What each is: tokenizer/kinds.py."""


@dataclass(frozen=True, kw_only=True)
class TokenizerSection:
    """Fusion encoder and residual quantizer."""

    kind: str = "fusion"
    """One of TOKENIZER_KINDS; all but `fusion` are there to be compared with it."""
    levels: int = 3
    codebook_size: int = 256
    dimension: int = 32
    """Width of the fused vector."""
    epochs: int = 100
    batch_size: int = 512
    learning_rate: float = 2e-3

    def __post_init__(self) -> None:
        _check(
            self,
            kind=known_name(TOKENIZER_KINDS, lambda _: False),
            levels=between(2 if self.kind == "separate" else 1, 4),
            codebook_size=between(2, 256),
            dimension=at_least(1),
            epochs=at_least(1),
            batch_size=at_least(2),
            learning_rate=above(0),
        )


@dataclass(frozen=True, kw_only=True)
class GeneratorSection:
    """Sizes and training of the generator; the sizes' meaning is in docs/bundle-format.md."""

    dimension: int = 128
    layers: int = 2
    heads: int = 4
    ffn: int = 512
    hidden: int = 256
    residual: int = 32
    max_history: int = 50
    dropout: float = 0.3
    epochs: int = 8
    """At most; the number used is chosen on validation."""
    batch_size: int = 64
    learning_rate: float = 2e-3
    beam_width: int = 32
    extra_candidates: int = 128
    """Best items of the prior and of the dense head that join the beam's."""

    def __post_init__(self) -> None:
        _check(
            self,
            dimension=Rule(
                lambda value: value >= 8 and value % max(self.heads, 1) == 0,
                lambda _: f"8 or more, and a multiple of generator.heads ({self.heads})",
            ),
            layers=between(1, 12),
            heads=between(1, 32),
            ffn=at_least(8),
            hidden=at_least(8),
            residual=at_least(1),
            max_history=between(1, 512),
            dropout=between(0, 1, below=True),
            epochs=at_least(1),
            batch_size=at_least(1),
            learning_rate=above(0),
            beam_width=between(1, 1024),
            extra_candidates=between(0, 4096),
        )


@dataclass(frozen=True, kw_only=True)
class EvaluationSection:
    """Metrics, intervals, baselines."""

    cutoffs: tuple[int, ...] = (5, 10, 20)
    bootstrap_samples: int = 2000
    max_cases: int = 0
    """Cases a task and split, drawn with the seed; 0: all."""
    half_life_days: float = 56.0
    """Of the household's own decayed frequency in the blend; the baseline chooses its own."""

    def __post_init__(self) -> None:
        _check(
            self,
            cutoffs=Rule(
                lambda values: len(values) > 0 and all(k >= 1 for k in values),
                lambda _: "a list of whole numbers, each 1 or more",
            ),
            bootstrap_samples=at_least(100),
            max_cases=at_least(0),
            half_life_days=above(0),
        )


@dataclass(frozen=True, kw_only=True)
class ExportSection:
    """The bundle."""

    per_type: int = 1
    """Most items of one type in a list of `next` and `complements`; 0: no cap."""
    new_item_level: float = 0.0
    """What the dense head adds, in nats, to items that a page adds: the more, the more listed."""
    new_item_factor: float = 1.0
    """On what leads to them in the prior."""
    new_item_sharpness: float = 2.0
    """How much the likest of their kin count for more."""
    golden_cases: int = 16
    selftest_cases: int = 2
    tolerance: float = 1e-3

    def __post_init__(self) -> None:
        _check(
            self,
            per_type=at_least(0),
            new_item_level=FINITE,
            new_item_factor=at_least(0),
            new_item_sharpness=above(0),
            golden_cases=at_least(1),
            selftest_cases=at_least(1),
            tolerance=above(0),
        )


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything a run may choose. `seed` and `threads` belong to all stages."""

    seed: int = 1
    threads: int = 0
    """Threads of the networks; 0: one per core, at most 8. Not part of a stage's hash."""
    data: DataSection = field(default_factory=DataSection)
    features: FeaturesSection = field(default_factory=FeaturesSection)
    tokenizer: TokenizerSection = field(default_factory=TokenizerSection)
    generator: GeneratorSection = field(default_factory=GeneratorSection)
    evaluation: EvaluationSection = field(default_factory=EvaluationSection)
    export: ExportSection = field(default_factory=ExportSection)

    def as_dict(self) -> dict[str, Any]:
        """Plain YAML/JSON values."""
        values = dataclasses.asdict(self)
        values["evaluation"]["cutoffs"] = list(self.evaluation.cutoffs)
        return values


KINDS: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
}
"""Types of settings in words."""


def _coerce(key: str, value: object, wanted: Any) -> Any:
    """`value` as the type of a field, or CONFIG_INVALID."""
    if wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if wanted is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if wanted is bool and isinstance(value, bool):
        return value
    if wanted is str and isinstance(value, str):
        return value
    if typing.get_origin(wanted) is tuple and isinstance(value, list | tuple):
        inner = typing.get_args(wanted)[0]
        return tuple(_coerce(key, entry, inner) for entry in value)
    kind = KINDS.get(wanted, "a list")
    raise MusicRecError(
        "CONFIG_INVALID",
        f"{key} is {value!r}, but must be {kind}. Mend it in --config or --set.",
        {"key": key, "value": str(value)},
    )


def _build(cls: type, values: object, prefix: str) -> Any:
    """A dataclass from a mapping; unknown keys are errors that name the known ones."""
    if not isinstance(values, dict):
        where = prefix.rstrip(".") or "the configuration"
        raise MusicRecError(
            "CONFIG_INVALID",
            f"{where} is {values!r}, but must be a mapping of keys to values.",
        )
    hints = typing.get_type_hints(cls)
    unknown = [key for key in values if key not in hints]
    if unknown:
        raise MusicRecError(
            "CONFIG_INVALID",
            f"{prefix}{unknown[0]} is not a known key. Known here: {', '.join(sorted(hints))}.",
            {"key": f"{prefix}{unknown[0]}"},
        )
    built = {}
    for key, value in values.items():
        wanted = hints[key]
        if dataclasses.is_dataclass(wanted):
            built[key] = _build(typing.cast(type, wanted), value or {}, f"{prefix}{key}.")
        else:
            built[key] = _coerce(f"{prefix}{key}", value, wanted)
    return cls(**built)


def _is_text(keys: typing.Sequence[str]) -> bool:
    """Whether a path leads to a setting whose values are texts: `folder:` is no mapping there."""
    found: Any = Config
    for key in keys:
        known = typing.get_type_hints(found) if dataclasses.is_dataclass(found) else {}
        found = known.get(key)
    return found is str


def apply_override(values: dict[str, Any], override: str) -> None:
    """Put `section.key=value` into `values`: the value in YAML, a text key's as it stands."""
    path, equals, text = override.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        raise MusicRecError(
            "USAGE",
            f'--set "{override}" is not of the form section.key=value, '
            "for example --set generator.epochs=5.",
        )
    as_text = _is_text(keys)
    value: object = None
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        if not as_text:
            raise MusicRecError("USAGE", f'The value of --set "{override}" is not YAML.') from error
    if as_text and not isinstance(value, str):
        value = text.strip()
    target = values
    for key in keys[:-1]:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            raise MusicRecError("USAGE", f'--set "{override}": {key} is not a section.')
        target = inner
    target[keys[-1]] = value


def load_config(path: Path | None = None, overrides: typing.Iterable[str] = ()) -> Config:
    """The configuration of a file (None: the defaults) with overrides on top.

    Raises CONFIG_INVALID, USAGE or FILE_MISSING.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise MusicRecError(
                "FILE_MISSING", f"There is no configuration file {path}. Check --config."
            ) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise MusicRecError("CONFIG_INVALID", f"{path} is not YAML: {error}") from error
        values = loaded if loaded is not None else {}
        if not isinstance(values, dict):
            raise MusicRecError("CONFIG_INVALID", f"{path} must hold a mapping of sections.")
    for override in overrides:
        apply_override(values, override)
    config: Config = _build(Config, values, "")
    return config


def save_config(config: Config, path: Path) -> None:
    """Write the resolved configuration."""
    text = yaml.safe_dump(config.as_dict(), sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
