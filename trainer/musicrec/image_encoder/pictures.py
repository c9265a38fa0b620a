"""Pictures made up to measure an encoder on: the same here, in a page and on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from musicrec.features.image_encoder import PREPARATION
from musicrec.seeds import generator

SIZES = (
    *((1, 1), (2, 3), (37, 53), (224, 224), (256, 256), (256, 400)),
    *((300, 200), (511, 513), (1000, 257), (1200, 800), (3, 900), (1999, 1501), (300, 1200)),
)
"""Width and height: tiny, as the network wants it, long, large."""
CANVAS = 256


def made_up_picture(width: int, height: int) -> NDArray[np.uint8]:
    """(height, width, 4) RGBA that a page makes by the same whole numbers.

    Stripes, a slope and a coarse noise; the left third is glass, the middle one fades.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    channels = [
        (x * 255 // max(1, width - 1)) ^ (y & 31),
        (x * x * 7 + y * y * 13 + x * y * 5) // 64 & 255,
        np.where((x // 8 + y // 8) % 2 == 0, 250, 5),
        np.where(x * 3 < width, y & 255, np.where(x * 3 < width * 2, 200, 255)),
    ]
    return np.stack(channels, axis=-1).astype(np.uint8)


def drawings(count: int) -> NDArray[np.float32]:
    """(count, 3, 224, 224) prepared pictures, always the same: shapes on smooth colours."""
    draws = generator(0, "drawings")
    pictures = []
    for _ in range(count):
        coarse = draws.integers(0, 256, (4, 4, 3)).astype(np.uint8)
        picture = Image.fromarray(coarse).resize((CANVAS, CANVAS), Image.Resampling.BICUBIC)
        pen = ImageDraw.Draw(picture)
        for _ in range(6):
            x, y = (int(v) for v in draws.integers(0, CANVAS - 40, 2))
            w, h = (int(v) for v in draws.integers(10, 120, 2))
            colour = tuple(int(v) for v in draws.integers(0, 256, 3))
            shape = pen.ellipse if draws.random() < 0.5 else pen.rectangle
            shape((x, y, x + w, y + h), fill=colour)
        pictures.append(PREPARATION(picture))
    return np.stack(pictures)
