"""Logs whose visits hold one item: what can be asked, what is learned, how the mix is chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musicrec.config import load_config
from musicrec.generator.blend import Question, gather, search
from musicrec.generator.call import Call
from musicrec.generator.dataset import BASKET_PLAN, Sampler, VisitLog, askable, plan_of
from musicrec.generator.decode import Decoder
from musicrec.generator.model import Generator
from musicrec.generator.protocol import EPSILONS, choose_epsilon
from musicrec.shop import load_shop
from musicrec.stage import Context, run_stages
from tests.benchmark_folder import unnamed, write_benchmark
from tests.conftest import TINY


def sequences(*of_users: list[int]) -> VisitLog:
    sizes = [len(steps) for steps in of_users]
    items = np.concatenate(of_users)
    return VisitLog.build(
        user=np.repeat(np.arange(len(of_users)), sizes),
        at=np.concatenate([np.arange(size) for size in sizes]) * 86_400,
        start=np.arange(len(items) + 1),
        items=items,
        split=np.zeros(len(items)),
    )


def test_a_log_is_asked_what_it_can_answer(log: VisitLog) -> None:
    assert plan_of(log) == BASKET_PLAN
    assert askable(log).all()
    once = sequences([1, 2, 3], [2, 1])
    assert plan_of(once) == (("any", False),)
    assert askable(once).tolist() == [False, True, True, False, True]
    assert plan_of(sequences([1, 2, 1])) == (("any", False), ("new", False))


def test_batches_hold_histories_of_like_length(model: Generator) -> None:
    log = sequences(*([*range(length)] for length in (3, 9, 4, 8, 5, 7, 6, 9)))
    visits = np.flatnonzero(askable(log))
    sampler = Sampler(log=log, config=model.config, visits=visits, batch_size=5, seed=1)
    lengths = [np.minimum(some - log.first[some], 6) for some in sampler.order(0)]
    assert np.mean([np.ptp(some) for some in lengths]) <= 1
    assert {int(visit) for some in sampler.order(0) for visit in some} <= set(visits.tolist())


def test_epsilon_is_the_best_of_what_was_tried(decoder: Decoder) -> None:
    rng = np.random.default_rng(2)
    asked = [
        Question(
            call=Call(visits=[(None, [int(item)]) for item in rng.choice(40, 3, replace=False)]),
            targets=rng.choice(40, 2).tolist(),
        )
        for _ in range(12)
    ]
    gathered = gather(decoder, asked)
    epsilon, tried = choose_epsilon(gathered, used=decoder.protocol.epsilon)
    assert len(tried) == len(EPSILONS)
    assert tried[f"{epsilon:g}"] == max(tried.values())
    # What was measured is what a decoder with that ε finds.
    other = replace(decoder.protocol, epsilon=epsilon)
    again = Decoder(model=decoder.model, tables=decoder.tables, protocol=other)
    _, ndcg = search(gather(again, asked), ("prior", "dense"))
    assert ndcg == pytest.approx(max(tried.values()), abs=2e-3)


def test_what_nobody_takes_twice_is_held_back(decoder: Decoder) -> None:
    # The strongest candidates are the shopper's own items, and never the target.
    asked = []
    for item in range(30):
        own = [(item + step) % 40 for step in range(4)]
        target = (item + 11) % 40
        asked.append(Question(call=Call(visits=[(None, [one]) for one in own]), targets=[target]))
    gathered = gather(decoder, asked)
    blend, ndcg = search(gathered, ("prior", "dense", "frequency"))
    _, without = search(gathered, ("prior", "dense"))
    assert ndcg >= without
    assert blend.frequency < 0


@pytest.fixture(scope="session")
def benchmark_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle from a small benchmark folder, all stages."""
    folder = tmp_path_factory.mktemp("benchmark")
    rng = np.random.default_rng(0)
    steps = [[(start + 2 * k) % 60 for k in range(8)] for start in rng.integers(0, 60, 160)]
    data = write_benchmark(folder / "set", unnamed(60), steps)
    out = folder / "bundle"
    context = Context(
        config=load_config(TINY, ["tokenizer.epochs=5", "generator.epochs=3"]),
        shop=load_shop(data),
        data=data,
        work=folder / "work",
        out=out,
        cache=folder / "cache",
    )
    run_stages(context)
    return out


def test_a_benchmark_becomes_a_bundle(benchmark_bundle: Path) -> None:
    manifest = json.loads((benchmark_bundle / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["items"] == 60
    assert manifest["model"]["objectives"] == ["any"]
    assert manifest["prior"]["min_households"] == 1
    assert set(manifest["blend"]) == {"next.any", "next.items", "next.types"}
    report = manifest["protocol"]["evaluation"]
    assert report["protocol"]["split"].startswith("leave one out")
    # The next step is always the item after the next one: counts alone know it.
    recall = report["tasks"]["next_new"]["scorers"]["MusicRec"]["recall@10"][0]
    assert recall > 0.9
    titles = json.loads((benchmark_bundle / "items.json").read_text(encoding="utf-8"))["columns"]
    assert titles["title"]["values"][:2] == ["0", "1"]


def test_items_of_which_nothing_is_known_get_ids_from_their_company(benchmark_bundle: Path) -> None:
    work = benchmark_bundle.parent / "work"
    record = json.loads((work / "features" / "features.json").read_text(encoding="utf-8"))
    assert record["present"] == {"text": 60, "image": 0}
    first = np.load(work / "tokenizer" / "semantic_ids.npy")[:, 0]
    together = first == np.roll(first, -2)  # what follows on the ring
    apart = first == np.roll(first, -31)
    assert together.mean() > 2 * apart.mean() + 0.1
