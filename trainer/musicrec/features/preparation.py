"""How a picture becomes an image encoder's input: size, middle, numbers. It opens no file.

Twin of src/encoders/resize.ts, number for number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Resampling = Literal["bicubic", "bilinear"]
BACKGROUND = (255, 255, 255)

Float32 = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """Pixels a side of the square; the shorter side before its middle is cut out, or None.

    None: the whole picture is pressed into the square. `mean` and `deviation` of red, green, blue
    are in steps of 255.
    """

    side: int
    shorter: int | None
    resampling: Resampling
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Preparation:
        """What a manifest says of its encoder of pictures."""
        red, green, blue = said["mean"]
        of_red, of_green, of_blue = said["deviation"]
        return cls(
            side=said["side"],
            shorter=said.get("shorter"),
            resampling=said["resampling"],
            mean=(red, green, blue),
            deviation=(of_red, of_green, of_blue),
        )

    def __call__(self, picture: Any) -> Float32:
        """(3, side, side) of one of Pillow's: (value − mean) / deviation.

        Transparent parts become white.
        """
        from PIL import Image

        rgba = picture.convert("RGBA")
        opaque = Image.new("RGB", rgba.size, BACKGROUND)
        opaque.paste(rgba, mask=rgba.getchannel("A"))
        resampling = Image.Resampling[self.resampling.upper()]
        size = self.resized(*opaque.size)
        # Across first, as a page does: what Pillow itself does first depends on sizes and version.
        across = opaque.resize((size[0], opaque.height), resampling)
        resized = across.resize(size, resampling)
        left, top = (size[0] - self.side) // 2, (size[1] - self.side) // 2
        cropped = resized.crop((left, top, left + self.side, top + self.side))
        values = np.asarray(cropped, np.float64)
        prepared: Float32 = ((values - self.mean) / self.deviation).astype(np.float32)
        return np.ascontiguousarray(prepared.transpose(2, 0, 1))

    def resized(self, width: int, height: int) -> tuple[int, int]:
        """Of a picture's size, the one before the middle is cut out: parts of a pixel are left out.

        As torchvision and transformers do it.
        """
        if self.shorter is None:
            return self.side, self.side
        shorter = min(width, height)
        return int(self.shorter * width / shorter), int(self.shorter * height / shorter)
