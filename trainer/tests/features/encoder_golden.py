"""What the page's encoders are compared with: numbers of Pillow, `tokenizers` and numpy, as JSON.

`python -m tests.features.encoder_golden` (in trainer/) writes the files below src/encoders/testing;
test_encoder_golden.py holds them to what the libraries say.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from musicrec.features.image import prepare_picture
from musicrec.features.whitening import Whitening
from musicrec.image_encoder.pictures import SIZES, made_up_picture

FOLDER = Path(__file__).parents[3] / "src/encoders/testing"
PICTURES = FOLDER / "picture-golden.json"
FILES = FOLDER / "file-golden.json"
WORDS = FOLDER / "word-piece-golden.json"
FEATURES = FOLDER / "whitening-golden.json"

ROWS = (0, 100, 223)
ORIENTATION = 0x0112


def picture_golden() -> list[dict[str, Any]]:
    """Each picture's size, the SHA-256 of its (224, 224, 3) values, and three of its rows."""
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        for width, height in SIZES:
            Image.fromarray(made_up_picture(width, height)).save(path, compress_level=1)
            values = np.rint(prepare_picture(path) * 128 + 127).astype(np.uint8).transpose(1, 2, 0)
            digest = hashlib.sha256(values.tobytes()).hexdigest()
            rows = {str(row): values[row, :8].ravel().tolist() for row in ROWS}
            cases.append({"width": width, "height": height, "sha256": digest, "rows": rows})
    return cases


def file_bytes() -> dict[str, bytes]:
    """Small files of every kind that the page decodes, by name."""
    whole = Image.fromarray(made_up_picture(48, 32))
    opaque = whole.convert("RGB")
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    kinds: dict[str, tuple[Image.Image, dict[str, Any]]] = {
        "glass.png": (whole, {}),
        "plain.png": (opaque, {}),
        "grey.png": (opaque.convert("L"), {}),
        "palette.png": (opaque.quantize(16), {}),
        "photo.jpg": (opaque, {"quality": 85}),
        "fine.jpg": (opaque, {"quality": 95, "subsampling": 0, "progressive": True}),
        "turned.jpg": (opaque, {"quality": 85, "exif": turned}),
        "print.jpg": (opaque.convert("CMYK"), {}),
        "lossy.webp": (opaque, {"quality": 80}),
        "glass.webp": (whole, {"lossless": True, "exact": True}),
        "photo.avif": (opaque, {"quality": 80}),
        "plain.bmp": (opaque, {}),
        "moving.gif": (
            opaque.quantize(64),
            {"save_all": True, "append_images": [opaque.rotate(180).quantize(64)]},
        ),
    }
    files = {}
    for name, (picture, options) in kinds.items():
        buffer = io.BytesIO()
        picture.save(buffer, format=Image.registered_extensions()[Path(name).suffix], **options)
        files[name] = buffer.getvalue()
    return files


def sampled(content: bytes) -> list[int]:
    """A file's (8, 8, 3) values: every 28th of the (224, 224) that the encoder sees."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(content)
        values = np.rint(prepare_picture(path) * 128 + 127).astype(int)[:, 14::28, 14::28]
    samples: list[int] = values.transpose(1, 2, 0).ravel().tolist()
    return samples


def files_golden() -> dict[str, dict[str, Any]]:
    """Each file's bytes as base64, and its samples."""
    return {
        name: {"base64": base64.b64encode(content).decode(), "samples": sampled(content)}
        for name, content in file_bytes().items()
    }


VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] ! # $ % & ' ( ) , - . / : ; ? @ [ ] ` | « 。 、 ＡＡ 茶 緑 "
    "a b c d e f x z 0 1 2 5 ##a ##b ##c ##e ##s ##ed ##er ##ing ##ation ##0 ##5 ##s' "
    "tea tee teapot green pot ##pot cafe jalapeno salsa taco tacos un ##un ##believ ##able "
    "believ able uber naive nbsp sos σος σοσ и й ##и strasse straße ß ß ##ß ß ก ##า ה ش é"
).split()
TEXTS = [
    "",
    "   \t\n ",
    "Green tea, 25 bags",
    "TEAPOT teapots unbelievable teaxyz",
    "Jalapeño-Salsa (café) Über naïve",
    "cafe\u0301 A\u030a",
    "a\u00adb a\u200bb a\u0000b a\ufffdb a\u0007b",
    "a\u00a0b a\u3000b a\u2028b a\tb\r\nb",
    "緑茶tea緑 茶、茶。 ＡＡ",
    "ΣΟΣ σος",
    "Straße STRASSE ß ẞ",
    "İ ı Й й",
    "$5 50% a+b a=b a^b a|b `a` <a> ~a",
    "a'b rock'n'roll o’clock “a” «a»",
    "😀 tea 🌮tacos tea👨\u200d👩\u200d👧",
    "שלום שـ ش مرحبا",
    "กา กา",
    "a" * 100,
    "a" * 101,
    "𝔞 𝒶 tea",
    "<b>tea</b><script>a</script>",
    "un##able ##able [ a ] [sos]",
]


def word_piece_golden() -> dict[str, Any]:
    """A small vocabulary, and texts with the positions of their pieces, unknown words left out."""
    pieces = list(dict.fromkeys(VOCABULARY))
    positions = {piece: position for position, piece in enumerate(pieces)}
    library = Tokenizer(WordPiece(positions, unk_token="[UNK]", max_input_chars_per_word=100))
    library.normalizer = BertNormalizer(lowercase=True)
    library.pre_tokenizer = BertPreTokenizer()
    unknown = positions["[UNK]"]
    cases = [
        {"text": text, "ids": [i for i in library.encode(text).ids if i != unknown]}
        for text in TEXTS
    ]
    return {"vocabulary": pieces, "cases": cases}


def whitening_golden() -> dict[str, Any]:
    """A fit of few dimensions, and embeddings with their features: ordinary ones and far ones."""
    rng = np.random.default_rng(7)
    width = 6
    whitening = Whitening.fit(rng.normal(size=(40, width)) * np.arange(1, width + 1))
    rows = np.concatenate([rng.normal(size=(8, width)), 100 * rng.normal(size=(2, width))])
    rows = rows.astype(np.float32)
    # Only the directions that such data has; the others are columns of zeros.
    return {
        "mean": whitening.mean.tolist(),
        "matrix": whitening.matrix[:, :width].tolist(),
        "rows": rows.tolist(),
        "features": whitening.apply(rows)[:, :width].tolist(),
    }


def write_all() -> None:
    """Write the four files."""
    for path, content in (
        (PICTURES, picture_golden()),
        (FILES, files_golden()),
        (WORDS, word_piece_golden()),
        (FEATURES, whitening_golden()),
    ):
        path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_all()
