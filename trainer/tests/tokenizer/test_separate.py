from __future__ import annotations

import numpy as np
import pytest
import torch

from musicrec.tokenizer.residual_quantizer import ResidualQuantizer
from musicrec.tokenizer.separate import by_turns


def quantizer(levels: int, seed: int) -> ResidualQuantizer:
    draws = torch.Generator().manual_seed(seed)
    made = ResidualQuantizer(levels=levels, codebook_size=5, dimension=4)
    with torch.no_grad():
        for book in made.codebooks:
            book.copy_(torch.randn(5, 4, generator=draws))
    return made


@pytest.mark.parametrize(("text", "image"), [(1, 1), (2, 1), (2, 2)])
def test_codes_are_those_of_text_and_image_by_turns(text: int, image: int) -> None:
    of_text, of_image = quantizer(text, 1), quantizer(image, 2)
    both = by_turns(of_text, of_image)
    draws = torch.Generator().manual_seed(3)
    left, right = torch.randn(50, 4, generator=draws), torch.randn(50, 4, generator=draws)
    codes = both.encode(torch.cat([left, right], 1))[0].numpy()
    assert codes.shape == (50, text + image)
    assert (codes[:, 0::2] == of_text.encode(left)[0].numpy()).all()
    assert (codes[:, 1::2] == of_image.encode(right)[0].numpy()).all()
    assert len(np.unique(codes, axis=0)) > 15


def test_what_the_codes_stand_for_is_both_side_by_side() -> None:
    of_text, of_image = quantizer(2, 1), quantizer(1, 2)
    codes = torch.tensor([[3, 1, 4], [0, 2, 2]])
    read = by_turns(of_text, of_image).decode(codes)
    assert torch.equal(read[:, :4], of_text.decode(codes[:, 0::2]))
    assert torch.equal(read[:, 4:], of_image.decode(codes[:, 1::2]))
