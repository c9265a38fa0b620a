"""The stage `generator`: train on fit, choose on validation, mix, train again on fit + validation.

Writes generator_fit.pt, blend.json (protocol numbers, weights by blend key, arms, shelf, training
log) and generator_ship.pt. A killed run goes on at its last finished epoch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from musicrec.data.cases import KIND, NOVELTY, TASKS, Cases, load_cases
from musicrec.data.items import load_items
from musicrec.data.visits import FIT, VALIDATION, load_visits
from musicrec.errors import MusicRecError
from musicrec.features.store import load_features
from musicrec.generator.blend import (
    BORROWED_KEYS,
    TASK_OF_KEY,
    Arm,
    Question,
    choose_shelf,
    gather,
    measure_arms,
)
from musicrec.generator.call import call_of, encode_calls
from musicrec.generator.dataset import BASKET_PLAN, Plan, Sampler, VisitLog, askable, plan_of
from musicrec.generator.decode import Decoder
from musicrec.generator.initial import initial_residual
from musicrec.generator.model import Generator, GeneratorConfig
from musicrec.generator.protocol import choose_epsilon, choose_protocol, days_per_visit
from musicrec.generator.store import load_generator, save_generator
from musicrec.generator.terms import Protocol, Tables, allowed_items
from musicrec.generator.train import TrainingConfig, TrainingLog, train
from musicrec.seeds import derive_seed, generator, set_up_torch
from musicrec.stage import Context

QUICK_CASES = 1500
"""Validation cases a task that score an epoch."""
SCORED_TASKS = ("complete", "complete_new", "complete_new_type", "next")
"""Of next_new nobody predicts more than noise: it is shown, but chooses nothing."""
PROTOCOL_CASES = 800
BLEND_CASES = 3000
SHELF_CASES = 300
SHELF_PER_TYPE = 1
ATTRIBUTES_WEIGHT = 0.5
"""Text and image against company, where residuals start."""


def run(context: Context) -> None:
    """Write `<work>/generator`; raises STAGE_INPUT_MISSING, DATA_FLOOR, TRAINING_DIVERGED."""
    folder = context.generator
    seed = derive_seed(context.seed, "generator")
    set_up_torch(seed, threads=context.threads)
    torch.use_deterministic_algorithms(False)
    visits = load_visits(context.prepare)
    cases = load_cases(context.prepare, visits)
    types = load_items(context.prepare).codes("type")
    log = VisitLog.read(context.prepare / "visits.npz")
    tables = read_tables(context, "fit", types)
    training = training_config(context, log)
    questions = {task: validation_questions(cases, task, seed) for task in TASKS}

    fit_path, fit_checkpoint = folder / "generator_fit.pt", folder / "fit.checkpoint"
    score = dense_score(questions, types, scored_tasks(log))
    fit_log = _train(context, log, tables, training, "fit", score, fit_checkpoint, None)
    model = load_generator(fit_path)

    chosen = choose(context, model, tables, log, questions)
    chosen["training"] = {"best_epoch": fit_log.best_epoch, "epochs": fit_log.epochs}
    text = json.dumps(chosen, indent=1, sort_keys=True)
    (folder / "blend.json").write_text(text + "\n", encoding="utf-8")

    ship_tables = read_tables(context, "ship", types)
    ship_checkpoint = folder / "ship.checkpoint"
    epochs = max(1, fit_log.best_epoch)
    _train(context, log, ship_tables, training, "ship", None, ship_checkpoint, epochs)
    fit_checkpoint.unlink(missing_ok=True)
    ship_checkpoint.unlink(missing_ok=True)


def read_tables(context: Context, name: str, types: NDArray[Any]) -> Tables:
    """The catalogue's tables with the counts of `fit` or `ship`; raises STAGE_INPUT_MISSING."""
    try:
        semantic_ids = np.load(context.tokenizer / "semantic_ids.npy")
        with np.load(context.features / f"prior_{name}.npz") as prior:
            neighbours, weights = prior["neighbours"], prior["weights"]
        with np.load(context.features / f"popularity_{name}.npz") as counts:
            popularity = counts["popularity"]
    except FileNotFoundError as error:
        raise MusicRecError(
            "STAGE_INPUT_MISSING",
            f"{error.filename} is missing. Run: musicrec train --from features …",
        ) from error
    return Tables(
        semantic_ids=semantic_ids,
        types=types,
        neighbours=neighbours,
        weights=weights,
        popularity=popularity,
    )


def training_config(context: Context, log: VisitLog) -> TrainingConfig:
    """The training settings of the run's configuration; no more targets than a visit can have."""
    section = context.config.generator
    plain = TrainingConfig(epochs=section.epochs, learning_rate=section.learning_rate)
    return replace(plain, targets=min(plain.targets, int(log.sizes.max(initial=1))))


def build_model(context: Context, tables: Tables, plan: Plan) -> Generator:
    """An untrained generator whose residuals start at what the features know."""
    section = context.config.generator
    features = load_features(context.features)
    config = GeneratorConfig(
        levels=int(tables.semantic_ids.shape[1]),
        dimension=section.dimension,
        layers=section.layers,
        heads=section.heads,
        ffn=section.ffn,
        hidden=section.hidden,
        residual=section.residual,
        max_history=section.max_history,
        codebook_size=context.config.tokenizer.codebook_size,
        objectives=tuple(dict.fromkeys(objective for objective, _ in plan)),
    )
    residual = initial_residual(
        [
            (features.collaborative, 1.0),
            (features.values("text"), ATTRIBUTES_WEIGHT),
            (features.values("image"), ATTRIBUTES_WEIGHT),
        ],
        tables.popularity,
        width=config.residual,
    )
    return Generator(
        config,
        semantic_ids=torch.from_numpy(tables.semantic_ids),
        residual=torch.from_numpy(residual),
        dropout=section.dropout,
    )


def _train(
    context: Context,
    log: VisitLog,
    tables: Tables,
    training: TrainingConfig,
    name: str,
    score: Callable[[Generator], dict[str, float]] | None,
    checkpoint: Any,
    stop_after: int | None,
) -> TrainingLog:
    """Train on the splits of `name` and write generator_{name}.pt."""
    seed = derive_seed(context.seed, "generator", name)
    torch.manual_seed(seed)
    plan = plan_of(log)
    model = build_model(context, tables, plan)
    last = FIT if name == "fit" else VALIDATION
    sampler = Sampler(
        log=log,
        config=model.config,
        visits=np.flatnonzero((log.split <= last) & askable(log)),
        plan=plan,
        batch_size=context.config.generator.batch_size * len(BASKET_PLAN) // len(plan),
        seed=seed,
    )
    context.progress.say(f"generator: training on {name}, {len(sampler.visits):,} visits")
    done = train(
        model,
        sampler,
        training,
        score=score,
        stop_after=stop_after,
        checkpoint=checkpoint,
        progress=context.progress,
    )
    save_generator(context.generator / f"generator_{name}.pt", model)
    return done


def validation_questions(cases: Cases, task: str, seed: int) -> list[Question]:
    """Validation cases of a task in an order drawn with the seed, at most `BLEND_CASES`."""
    of_task = cases.of(task, VALIDATION)
    order = generator(seed, "questions", task).permutation(len(of_task))[:BLEND_CASES]
    return [
        Question(
            call=call_of(of_task[int(row)]),
            targets=of_task.targets_of(int(row)).tolist(),
        )
        for row in order
    ]


def scored_tasks(log: VisitLog) -> tuple[str, ...]:
    """The tasks whose NDCG@10 chooses the epoch."""
    return ("next_new",) if log.sequential else SCORED_TASKS


def dense_score(
    questions: dict[str, list[Question]], types: NDArray[Any], scored: Sequence[str]
) -> Callable[[Generator], dict[str, float]]:
    """NDCG@10 of the dense head by task on some validation cases, quick enough for every epoch.

    `score` is their geometric mean: every task counts, however hard.
    """
    some = {task: asked[:QUICK_CASES] for task, asked in questions.items() if asked}

    def score(model: Generator) -> dict[str, float]:
        vectors = model.items()
        result: dict[str, float] = {}
        for task, asked in some.items():
            gains: list[float] = []
            for begin in range(0, len(asked), 250):
                part = asked[begin : begin + 250]
                _, queries = encode_calls(model, vectors, [question.call for question in part])
                logits = (queries @ vectors.T).numpy()  # (C, N)
                for row, question in enumerate(part):
                    may = allowed_items(question.call, types)
                    gains.append(_ndcg(np.where(may, logits[row], -np.inf), question.targets))
            result[task] = float(np.mean(gains))
        logs = [np.log(max(result[task], 1e-6)) for task in scored if task in result]
        result["score"] = float(np.exp(np.mean(logs))) if logs else 0.0
        return result

    return score


def _ndcg(scores: NDArray[Any], targets: Sequence[int], cutoff: int = 10) -> float:
    size = min(cutoff, len(scores))
    top = np.argpartition(-scores, size - 1)[:size]
    top = top[np.argsort(-scores[top], kind="stable")]
    gains = 1 / np.log2(np.arange(2, cutoff + 2))
    hits = np.isin(top, list(targets))
    return float((hits * gains[:size]).sum() / gains[: len(targets)].sum())


def choose(
    context: Context,
    model: Generator,
    tables: Tables,
    log: VisitLog,
    questions: dict[str, list[Question]],
) -> dict[str, Any]:
    """Protocol numbers, weights by key, arms and shelf discounts, all on validation."""
    section = context.config.generator
    seen = log.split == FIT
    protocol, tried = choose_protocol(
        Protocol(
            beam_width=section.beam_width,
            extra_candidates=section.extra_candidates,
            max_sources=section.max_history,
            visit_decay=context.config.features.prior_visit_decay,
            half_life_days=context.config.evaluation.half_life_days,
            days_per_visit=days_per_visit(log.user[seen], log.at[seen]),
        ),
        tables,
        repeats=questions["next"][:PROTOCOL_CASES],
        discoveries=questions["next_new"][:PROTOCOL_CASES],
        baskets=questions["complete"][: PROTOCOL_CASES // 2],
        progress=context.progress,
    )
    decoder = Decoder(model=model, tables=tables, protocol=protocol)
    if not questions["complete"] and questions["next_new"]:
        asked = questions["next_new"][:PROTOCOL_CASES]
        some = gather(decoder, asked, progress=context.progress)
        epsilon, tried["epsilon"] = choose_epsilon(
            some, used=protocol.epsilon, progress=context.progress
        )
        protocol = replace(protocol, epsilon=epsilon)
        decoder = Decoder(model=model, tables=tables, protocol=protocol)
    arms: dict[str, dict[str, Arm]] = {}
    blend: dict[str, dict[str, float]] = {}
    shelf: dict[str, Any] = {}
    for key, task in TASK_OF_KEY.items():
        asked = questions[task]
        if not asked:
            continue
        gathered = gather(
            decoder,
            asked,
            progress=context.progress,
            label=f"candidates of {key}",
        )
        arms[key] = measure_arms(gathered, novelty=NOVELTY[task], progress=context.progress)
        full = arms[key]["full"]
        numbers = ", ".join(f"{arm} {value.ndcg:.4f}" for arm, value in arms[key].items())
        context.progress.say(f"blend {key}: NDCG@10 {numbers}")
        chosen = choose_shelf(
            decoder,
            gathered,
            asked,
            full.blend,
            per_type=SHELF_PER_TYPE,
            sample=SHELF_CASES,
            progress=context.progress,
        )
        shelf[key] = chosen.as_json()
        blend[key] = replace(full.blend, discount=chosen.discount).as_json()
    for key, lender in BORROWED_KEYS.items():
        if lender in blend:
            blend[key] = blend[lender]
            shelf[key] = shelf[lender]
    return {
        "protocol": protocol.__dict__,
        "protocol_tried": tried,
        "blend": blend,
        "arms": {
            key: {arm: value.as_json() for arm, value in values.items()}
            for key, values in arms.items()
        },
        "shelf": shelf,
        "tasks": {key: {"task": task, "kind": KIND[task]} for key, task in TASK_OF_KEY.items()},
    }
