"""What the numbers do not say, where the features are from, and whose the data is."""

from __future__ import annotations

from musicrec.report.facts import Facts
from musicrec.report.figures import count
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import missing, section, table

ENCODERS = {
    "minilm": "all-MiniLM-L6-v2, a pretrained sentence encoder that knows English",
    "static": "the static text encoder, taught by all-MiniLM-L6-v2, which knows English",
    "hash": "hashed character n-grams, nothing pretrained",
    "efficientnet-lite0": "EfficientNet-lite0, pretrained on ImageNet",
    "none": "none",
}
GIVEN = "embeddings that came with the data, of unknown origin here"


def provenance(facts: Facts) -> list[str]:
    """A sentence a modality; none where the working folder does not tell."""
    if facts.features is None:
        return []
    encoders, present = facts.features["encoders"], facts.features["present"]
    read = facts.stages["features"]["key"]["data"] if "features" in facts.stages else {}
    found = []
    for modality, encoder in encoders.items():
        source = ENCODERS.get(encoder, f"{encoder}, a model of which its own card tells more")
        if f"{modality}_features.npy" in read:
            source = GIVEN
        elif modality == "text" and encoder not in ENCODERS:
            source += ", also which languages it knows"
        items = f"{count(present[modality])} of {count(facts.manifest['items'])} items have them"
        found.append(f"Features of {modality}: {source}; {items}.")
    return found


def limits_of(facts: Facts) -> list[str]:
    """What to keep in mind, a sentence each."""
    found = []
    if facts.evaluation is not None:
        found += [
            "Test cases chose nothing: weights, epochs and the parameters of baselines are "
            "chosen on validation.",
            "The verdict’s baseline is the one that is best on test, which favours the baselines.",
            "Intervals are over users, for one seed: another training run would differ too.",
            "What people took under the lists of the past is measured, not what they would take "
            "under these. Only a test with visitors tells that.",
        ]
        sampled = str(facts.evaluation.get("measured", ""))
        if sampled:
            found.append(f"Measured: {sampled}.")
    found += provenance(facts)
    if facts.features is None:
        found.append("Where the features of text and images are from is not known here.")
    return found


def limits(facts: Facts) -> Markup:
    """Two lists."""
    licences = facts.manifest["licences"]
    rows = [[entry["what"], entry["licence"], entry["notice"]] for entry in licences]
    return section(
        "limits",
        "Limits and licences",
        tag("ul", *(tag("li", text) for text in limits_of(facts)), class_="prose"),
        table("Licences", ["what", "licence", "notice"], rows, texts=3)
        if rows
        else missing("The bundle names no licence."),
    )
