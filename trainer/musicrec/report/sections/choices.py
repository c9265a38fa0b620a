"""How every number came about: what validation chose, and the settings that were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from musicrec.export.description import TERMS
from musicrec.report.facts import Facts
from musicrec.report.figures import plain, weight
from musicrec.report.markup import Markup
from musicrec.report.tables import folded, missing, section, table

ARMS = {
    "full": "all terms",
    "without_generator": "no generator",
    "without_dense": "no dense head",
    "generator": "generator alone",
    "dense": "dense head alone",
    "counts": "counts alone",
}


def choices(facts: Facts) -> Markup:
    """Blend, arms on validation, baselines, settings."""
    blend: Mapping[str, Mapping[str, float]] = facts.manifest["blend"]
    rows = [
        [key, *(weight(weights.get(term, 0.0)) for term in TERMS)]
        for key, weights in sorted(blend.items())
    ]
    parts = [table("Weights of the blend that ships", ["list", *TERMS], rows)]
    arms = (facts.blend or {}).get("arms")
    if arms:
        parts.append(_arms(arms))
    settings = _settings(facts)
    parts.append(settings if settings else missing("Settings are not known: no working folder."))
    baselines = _baselines(facts)
    if baselines:
        parts.append(baselines)
    return section(
        "choices",
        "What was chosen, and how",
        *parts,
        lead="Weights by NDCG@10 on validation cases with the model of the fit visits; the "
        "discount of popular items is the largest that costs at most 0.5 % of it. Test cases "
        "chose nothing.",
    )


def _arms(arms: Mapping[str, Mapping[str, Any]]) -> Markup:
    rows = [
        [key, *(plain(values[arm]["ndcg"]) if arm in values else "–" for arm in ARMS)]
        for key, values in sorted(arms.items())
    ]
    return table("NDCG@10 on validation by what is in the blend", ["list", *ARMS.values()], rows)


def settings_of(facts: Facts) -> list[tuple[str, str]]:
    """section.key and value, as the stages ran with them."""
    found: dict[str, str] = {}
    for meta in facts.stages.values():
        found.setdefault("seed", str(meta["key"].get("seed")))
        for name, part in meta["key"]["config"].items():
            for key, value in part.items():
                found[f"{name}.{key}"] = str(value)
    return sorted(found.items())


def _settings(facts: Facts) -> Markup | None:
    rows = [list(pair) for pair in settings_of(facts)]
    if not rows:
        return None
    return folded(
        "Settings", table("Settings of the run", ["setting", "value"], rows, texts=2, titled=False)
    )


def _baselines(facts: Facts) -> Markup | None:
    rows = []
    for task, part in ((facts.evaluation or {}).get("tasks") or {}).items():
        for name, values in part.get("scorers", {}).items():
            params = values.get("settings", {}).get("params")
            if params:
                said = ", ".join(f"{key} {weight(value)}" for key, value in params.items())
                edge = values["settings"].get("at_edge")
                said += f" (at the grid’s edge: {', '.join(edge)})" if edge else ""
                rows.append([task, name, said])
    if not rows:
        return None
    head = ["task", "baseline", "parameters"]
    inner = table("Parameters that validation chose", head, rows, texts=3, titled=False)
    return folded("Parameters of the baselines", inner)
