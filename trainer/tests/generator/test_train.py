from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from musicrec.errors import MusicRecError
from musicrec.generator.dataset import Sampler, VisitLog
from musicrec.generator.model import EncoderLayer, Generator
from musicrec.generator.train import TrainingConfig, learning_rate, losses, train

from .conftest import make_model


def sampler(log: VisitLog, model: Generator) -> Sampler:
    visits = np.arange(len(log.user))
    return Sampler(log=log, config=model.config, visits=visits, batch_size=8, seed=1)


def fresh() -> Generator:
    model = make_model(seed=2)
    model.dropout = 0.1
    for layer in model.layers:
        assert isinstance(layer, EncoderLayer)
        layer.dropout = 0.1
    torch.manual_seed(9)
    return model


def test_the_dense_loss_is_the_cross_entropy_by_hand(log: VisitLog, model: Generator) -> None:
    from musicrec.generator.train import packed_states

    batch = sampler(log, model).draw(np.arange(10, 16), np.random.default_rng(0))
    dense, level = losses(model, batch, TrainingConfig(epochs=1))
    vectors = model.items()
    states = packed_states(model, vectors, batch)
    by_hand, first_level = [], []
    for row in range(6):
        for query in range(batch.queries):
            weight = batch.weight[row, query]
            if weight.sum() == 0:
                continue
            items = torch.from_numpy(batch.visit[row][weight > 0])
            log_probs = torch.log_softmax(vectors @ model.dense_query(states[row, query]), 0)
            by_hand.append(-log_probs[items].mean())
            codes = model.level_log_probs(0, states[row, query], torch.zeros(0).long())
            first_level.append(-codes[model.items.codes[items, 0]].mean())
    torch.testing.assert_close(dense, torch.stack(by_hand).mean(), rtol=1e-4, atol=1e-4)
    assert float(level) > float(torch.stack(first_level).mean())


def test_training_lowers_the_losses(log: VisitLog) -> None:
    model = fresh()
    config = TrainingConfig(epochs=8, learning_rate=1e-2, bfloat16=False)
    entries = train(model, sampler(log, model), config).epochs
    assert entries[-1]["dense"] < 0.9 * entries[0]["dense"]
    assert entries[-1]["level"] < 0.9 * entries[0]["level"]


def test_a_killed_run_ends_as_if_it_had_not_been(log: VisitLog, tmp_path: Path) -> None:
    config = TrainingConfig(epochs=4, learning_rate=1e-3)
    scores = iter([0.1, 0.3, 0.2, 0.25, 0.2, 0.25])
    straight, broken = fresh(), fresh()
    log_straight = train(
        straight, sampler(log, straight), config, score=lambda _: {"score": next(scores)}
    )
    scores = iter([0.1, 0.3])
    torch.manual_seed(9)
    file = tmp_path / "checkpoint.pt"
    train(
        broken,
        sampler(log, broken),
        config,
        score=lambda _: {"score": next(scores)},
        stop_after=2,
        checkpoint=file,
    )
    torch.manual_seed(1234)
    scores = iter([0.2, 0.25])
    resumed = fresh()
    log_resumed = train(
        resumed,
        sampler(log, resumed),
        config,
        score=lambda _: {"score": next(scores)},
        checkpoint=file,
    )
    assert log_resumed == log_straight
    assert log_straight.best_epoch == 2
    for name, value in straight.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name


def test_a_checkpoint_of_other_settings_is_refused(log: VisitLog, tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.pt"
    model = fresh()
    train(model, sampler(log, model), TrainingConfig(epochs=1), checkpoint=file)
    with pytest.raises(MusicRecError, match="other settings"):
        train(model, sampler(log, model), TrainingConfig(epochs=2), checkpoint=file)


def test_a_loss_that_is_no_number_stops_the_run(log: VisitLog) -> None:
    model = fresh()
    with torch.no_grad():
        model.dense.bias.fill_(math.nan)
    with pytest.raises(MusicRecError, match="not a number"):
        train(model, sampler(log, model), TrainingConfig(epochs=1))


def test_too_few_visits_are_an_error_that_names_the_remedy(log: VisitLog) -> None:
    model = fresh()
    few = Sampler(log=log, config=model.config, visits=np.arange(5), batch_size=8)
    with pytest.raises(MusicRecError, match="5 visits do not fill one batch of 8"):
        train(model, few, TrainingConfig(epochs=1))


def test_the_learning_rate_climbs_and_falls_to_zero() -> None:
    config = TrainingConfig(epochs=1, learning_rate=1.0, warmup=0.1)
    rates = [learning_rate(step, 100, config) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1.0) == rates[9]
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.01
