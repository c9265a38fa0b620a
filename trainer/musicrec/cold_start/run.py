"""The protocol from a benchmark folder to figures and a bundle: train, admit, choose, measure.

| folder of OUT | what it holds |
|---|---|
| known, new, asked | see `split.py` |
| work | the stages, trained on `known` |
| bundle-known | what is trained, without the new items |
| bundle | the same with the new items, at the chosen preference |
| cold_start.json, cold_start.md | the figures |
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from musicrec.admission.admit import (
    KIN,
    Catalogue,
    Described,
    Newcomers,
    Preference,
    admit,
    introduce,
)
from musicrec.admission.features import features_of_new
from musicrec.admission.source import with_new_items
from musicrec.admission.vectors import lift_of
from musicrec.cold_start.asked import Asked, answer, ask
from musicrec.cold_start.curve import (
    MOST_LOSS,
    Point,
    Questions,
    choose,
    curve,
    levels,
    measure,
    merged,
)
from musicrec.cold_start.places import OUT
from musicrec.cold_start.split import Split, draw_split, write_folders
from musicrec.cold_start.table import markdown
from musicrec.data.benchmark import read_items
from musicrec.data.items import build_item_table, load_items
from musicrec.data.visits import TEST, VALIDATION
from musicrec.export.bundle import build_bundle, write_bundle
from musicrec.export.load import load_source
from musicrec.features.store import load_features, load_popularity
from musicrec.features.text import item_texts
from musicrec.generator.decode import Blend, Decoder
from musicrec.generator.scorer import read_blend
from musicrec.generator.stage import read_tables
from musicrec.generator.store import load_generator
from musicrec.generator.terms import Protocol
from musicrec.seeds import derive_seed, generator, set_up_torch
from musicrec.stage import Context, run_stages
from musicrec.tokenizer.checkpoint import load_tokenizer

MOST_ELSEWHERE = 4000
"""Validation questions for known items; those for new ones are all asked."""


def cold_start(context: Context, out: Path, *, share: float) -> dict[str, Any]:
    """Run the protocol on the benchmark `context.data` below `out`; the figures.

    Raises what the stages raise, and USAGE for a share that leaves no item.
    """
    split = draw_split(context.data, share=share, seed=context.seed)
    write_folders(context.data, split, out)
    context = replace(context, data=out / "known", work=out / "work", out=out / "bundle-known")
    run_stages(context, last="generator")
    set_up_torch(context.seed, threads=context.threads)
    new = _newcomers(context, out)

    known = _catalogue(context, "fit")
    validation = [
        _asked(
            context, known, new, _some(ask(split, VALIDATION, novelty=novelty), split, context.seed)
        )
        for novelty in ("items", "any")
    ]
    lift = lift_of(torch.from_numpy(validation[0].answers.queries))
    chosen = choose(
        validation,
        lambda preference: admit(known, new, lift=lift, preference=preference),
    )
    context.progress.say(f"cold-start: {chosen.preference}, chosen on validation")
    by_score = replace(chosen.preference, level=0.0)
    plain = validation[0].answers.new_scores(admit(known, new, lift=lift, preference=by_score))
    shown = sorted({chosen.preference.level, *levels(validation[0], plain)})

    test = ask(split, TEST)
    known = _catalogue(context, "ship")
    questions = _asked(context, known, new, test)
    answers = questions.answers
    lift = lift_of(torch.from_numpy(answers.queries))
    admitted = admit(known, new, lift=lift, preference=chosen.preference)
    plain = answers.new_scores(admit(known, new, lift=lift, preference=by_score))
    codes = replace(new, kin=replace(new.kin, weights=np.zeros_like(new.kin.weights)))
    by_codes = answers.new_scores(admit(known, codes, lift=lift, preference=Preference()))
    by_content = new.content.led_from(answers.sources, new.known_content).astype(np.float64)
    decoded, alone, *points = measure(
        questions,
        [
            _decoded(context, admitted, test, split.known),
            merged(questions, {"way": "codes alone"}, by_codes),
            *curve(questions, plain, shown, {"content": by_content}),
        ],
        samples=context.config.evaluation.bootstrap_samples,
        seed=derive_seed(context.seed, "cold-start"),
    )
    figures = {
        "name": context.shop.name,
        "seed": context.seed,
        "items": {"known": split.known, "new": split.items - split.known},
        "users": {"new": int(questions.new.sum()), "elsewhere": int((~questions.new).sum())},
        "kin": KIN,
        "chosen": {
            **asdict(chosen.preference),
            "how": "most Recall@10 of new items on validation at a loss of at most "
            f"{MOST_LOSS:.0%} of Recall@10 and NDCG@10 elsewhere, history left out and left in",
            "tried": chosen.tried,
        },
        "decoder": decoded,
        "codes_alone": alone,
        "curve": points,
    }
    _write_bundles(context, out, admitted, figures)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (out / "cold_start.json").write_text(text + "\n", encoding="utf-8")
    (out / "cold_start.md").write_text(markdown(figures), encoding="utf-8")
    return figures


def _newcomers(context: Context, out: Path) -> Newcomers:
    table = build_item_table(read_items(out / "new"))
    known = load_items(context.prepare)
    return introduce(
        Described(features=load_features(context.features), texts=item_texts(known)),
        Described(features=features_of_new(context, out / "new", table), texts=item_texts(table)),
        load_tokenizer(context.tokenizer),
        np.load(context.tokenizer / "semantic_ids.npy"),
    )


def _catalogue(context: Context, name: str) -> Catalogue:
    """The known items with the counts and the generator of `fit` or `ship`."""
    types = load_items(context.prepare).codes("type")
    return Catalogue(
        model=load_generator(context.generator / f"generator_{name}.pt"),
        tables=read_tables(context, name, types),
        recent=load_popularity(context.features, name)[1],
        features=load_features(context.features),
    )


def _some(asked: Asked, split: Split, seed: int) -> Asked:
    """All questions for new items, and MOST_ELSEWHERE of the others."""
    new = asked.targets >= split.known
    others = generator(seed, "cold-start", "elsewhere").permutation(np.flatnonzero(~new))
    return asked.select(np.sort(np.concatenate([np.flatnonzero(new), others[:MOST_ELSEWHERE]])))


def _blend(context: Context, asked: Asked) -> Blend:
    return Blend(**read_blend(context)["blend"][asked.calls[0].blend_key])


def _decoder(context: Context, catalogue: Catalogue) -> Decoder:
    protocol = Protocol(**read_blend(context)["protocol"])
    return Decoder(model=catalogue.model, tables=catalogue.tables, protocol=protocol)


def _asked(context: Context, known: Catalogue, new: Newcomers, asked: Asked) -> Questions:
    nowhere = torch.zeros(known.model.config.dimension)
    answers = answer(
        _decoder(context, known),
        admit(known, new, lift=nowhere, preference=Preference()),
        asked,
        blend=_blend(context, asked),
        progress=context.progress,
    )
    return Questions(answers=answers, targets=asked.targets, users=asked.users)


def _decoded(context: Context, admitted: Catalogue, asked: Asked, known: int) -> Point:
    """The chosen point as the reference decoder lists it: new and known in one catalogue."""
    decoder, blend = _decoder(context, admitted), _blend(context, asked)
    encoded = decoder.encode(asked.calls)
    places = np.full(len(asked.calls), OUT)
    held = 0
    for row, call in enumerate(context.progress.track(asked.calls, "lists")):
        items = decoder.recommend(call, blend=blend, count=OUT, encoded=encoded[row]).items
        hit = np.flatnonzero(items == asked.targets[row])
        places[row] = hit[0] if len(hit) else OUT
        held += int((items >= known).sum())
    mean = held / max(1, len(asked.calls))
    return Point(name={"way": "decoded"}, places=places, new_in_list=mean)


def _write_bundles(
    context: Context, out: Path, admitted: Catalogue, figures: Mapping[str, Any]
) -> None:
    shown = {key: figures[key] for key in ("items", "users", "kin", "decoder")}
    source = load_source(context, quality={"cold_start": shown})
    columns = build_item_table(read_items(out / "asked")).columns
    settings = context.config.export
    set_up_torch(context.seed, threads=1)
    for path, one in (
        (context.out, source),
        (out / "bundle", with_new_items(source, admitted, columns)),
    ):
        bundle = build_bundle(
            one,
            golden_cases=settings.golden_cases,
            selftest_cases=settings.selftest_cases,
            tolerance=settings.tolerance,
            seed=context.seed,
        )
        write_bundle(bundle, path)
        context.progress.say(f"cold-start: {path}, {bundle.parity}")
