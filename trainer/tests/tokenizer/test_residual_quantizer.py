from __future__ import annotations

import pytest
import torch
from torch import Tensor

from musicrec.tokenizer.kmeans import kmeans, lloyd, nearest
from musicrec.tokenizer.residual_quantizer import ResidualQuantizer


def draws(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def clustered(clusters: int = 16, each: int = 20, width: int = 6) -> Tensor:
    centres = 4 * torch.randn(clusters, width, generator=draws(2))
    noise = 0.3 * torch.randn(clusters * each, width, generator=draws(3))
    return centres.repeat_interleave(each, 0) + noise


def quantizer(vectors: Tensor, levels: int = 3, size: int = 16) -> ResidualQuantizer:
    model = ResidualQuantizer(levels=levels, codebook_size=size, dimension=vectors.shape[1])
    model.initialise(vectors, draws())
    return model


def used(codes: Tensor) -> int:
    return len(set(codes.tolist()))


def error(model: ResidualQuantizer, vectors: Tensor) -> float:
    with torch.no_grad():
        return float(((model.decode(model.encode(vectors)[0]) - vectors) ** 2).sum(1).mean())


def test_codes_are_the_nearest_codewords_of_what_is_left() -> None:
    vectors = clustered()
    model = quantizer(vectors)
    codes, distances = model.encode(vectors)
    residual = vectors.double()
    for level, book in enumerate(model.codebooks):
        all_distances = torch.cdist(residual, book.double()) ** 2
        assert torch.equal(codes[:, level], all_distances.argmin(1))
        if level == 2:
            assert torch.allclose(distances.double(), all_distances, atol=1e-4)
        residual = residual - book.double()[codes[:, level]]


def test_all_codes_are_used_on_clustered_vectors_and_clusters_are_found() -> None:
    vectors = clustered()
    codes, _ = quantizer(vectors).encode(vectors)
    for level in range(3):
        assert used(codes[:, level]) == 16
    first = codes[:, 0].reshape(16, 20)
    assert all(used(row) == 1 for row in first)


def test_each_level_halves_what_is_left_or_better() -> None:
    vectors = torch.randn(500, 4, generator=draws(5))
    errors = [error(quantizer(vectors, levels), vectors) for levels in (1, 2, 3)]
    assert errors[1] < errors[0] / 2
    assert errors[2] < errors[1] / 2


def test_the_gradient_passes_straight_through() -> None:
    vectors = clustered()
    model = quantizer(vectors)
    leaf = vectors.clone().requires_grad_()
    weights = torch.randn(len(vectors), vectors.shape[1], generator=draws(4))
    (model(leaf).vectors * weights).sum().backward()
    assert leaf.grad is not None
    assert torch.equal(leaf.grad, weights)


def test_training_quantises_as_inference_does() -> None:
    vectors = clustered()
    model = quantizer(vectors)
    trained = model(vectors)
    codes, _ = model.encode(vectors)
    assert torch.equal(trained.codes, codes)
    assert torch.allclose(trained.vectors, model.decode(codes), atol=1e-5)


def test_the_loss_moves_codewords_to_their_vectors_and_vectors_to_their_codewords() -> None:
    vectors = clustered().requires_grad_()
    model = quantizer(vectors.detach(), levels=1)
    with torch.no_grad():
        model.codebooks[0] += 0.2
    before = error(model, vectors)
    result = model(vectors)
    result.loss.backward()
    book, towards = model.codebooks[0], vectors.grad
    assert book.grad is not None
    assert towards is not None
    with torch.no_grad():
        moved = vectors - towards * len(vectors)
        assert float(((moved - book[result.codes[:, 0]]) ** 2).sum(1).mean()) < before
        book -= 4 * book.grad
    assert error(model, vectors) < before


def test_dead_codes_are_reborn_where_the_error_is() -> None:
    vectors = clustered()
    model = quantizer(vectors)
    with torch.no_grad():
        model.codebooks[0][5:] = 1e3
    assert used(model.encode(vectors)[0][:, 0]) <= 5
    assert model.reset_dead(vectors, draws()) >= 11
    assert used(model.encode(vectors)[0][:, 0]) > 5
    model.refine(vectors)
    assert used(model.encode(vectors)[0][:, 0]) == 16


def test_refining_never_makes_the_first_level_worse() -> None:
    vectors = torch.randn(400, 5, generator=draws(6))
    model = quantizer(vectors, levels=1)
    with torch.no_grad():
        model.codebooks[0] += 0.3
    before = error(model, vectors)
    model.refine(vectors)
    assert error(model, vectors) < before


@pytest.mark.parametrize("count", [1, 3, 40])
def test_fewer_vectors_than_codes_are_met_exactly(count: int) -> None:
    vectors = torch.randn(count, 4, generator=draws(7))
    model = quantizer(vectors, levels=2, size=64)
    assert error(model, vectors) < 1e-9
    model.refine(vectors)
    assert error(model, vectors) < 1e-9
    assert model.reset_dead(vectors, draws()) > 0
    assert all(bool(torch.isfinite(book).all()) for book in model.codebooks)


def test_the_same_generator_gives_the_same_centres() -> None:
    points = torch.randn(300, 4, generator=draws(8))
    assert torch.equal(kmeans(points, 10, draws(), 20), kmeans(points, 10, draws(), 20))
    assert not torch.equal(kmeans(points, 10, draws(), 20), kmeans(points, 10, draws(9), 20))


def test_lloyd_ends_with_each_centre_at_the_mean_of_its_points() -> None:
    points = torch.randn(300, 4, generator=draws(8))
    centres = lloyd(points, points[:10].clone(), 200)
    owner, _ = nearest(points, centres)
    for cluster in range(10):
        assert torch.allclose(centres[cluster], points[owner == cluster].mean(0), atol=1e-5)
