"""Writes models/encoders/static/golden.json: what the committed encoder makes of 200 texts.

The page's own reading of the encoder is tested against it. Write it again after the encoder was
made again: `python -m tests.features.write_static_golden` in `trainer/`.
"""

from __future__ import annotations

import json

from musicrec.features.static_encoder import COMMITTED, StaticEncoder
from musicrec.seeds import generator

GOLDEN = COMMITTED / "golden.json"
TITLES = COMMITTED.parents[1] / "grocery" / "items.json"
NUMBERS = 8
"""Of an embedding, the first ones."""

AWKWARD = (
    # nothing, or nothing that is known
    "",
    " ",
    "\t\r\n",
    "\u200b",
    "\ufeff",
    "\x00",
    "\ufffd",
    "😀",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "燕麦牛奶",
    "とうふ",
    "두부",
    "توفو",
    "хлеб",
    "½",
    "€",
    "™",
    "x" * 101,
    "ß",
    # accents, ligatures, width, case
    "Café crème brûlée",
    "cafe\u0301 cre\u0300me",
    "CAFÉ",
    "jalapeño piñata Ærø Œuvre",
    "Große Straße für Käse, süß und weiß",
    "Müsli mit Äpfeln",
    "Łódź, Kraków, İstanbul, ISTANBUL ılık",
    "Tiếng Việt phở bò",
    "Crème fraîche 30 %",
    "ﬁne ﬂour",
    "ｏａｔ ｍｉｌｋ １２",
    "ΟΔΥΣΣΕΥΣ Σίσυφος",
    "milk 牛奶 tea",
    "milk牛奶tea",
    "tofu豆腐 soup",
    "rice 🍚 bowl",
    "milk🥛",
    "I ❤️ NY",
    # numbers, units, punctuation
    "6 x 330ml",
    "2% milk, 1.5 L (50.7 fl oz)",
    "$4.99/lb",
    "24-pack 12oz. cans",
    "no. 1,000,000",
    "3½ inch",
    "N°5",
    "20–30 °C",
    "rock ’n’ roll “quoted” … done",
    "don't can't it's o'clock",
    "A&W root-beer",
    "a_b^c`d|e~f{g}h",
    "!!!???...",
    "--- *** ###",
    "#hashtag @somebody",
    "C++ C# .NET",
    "e-mail: a.b@example.com",
    "https://example.com/a?b=c&d=%20#top",
    "100%",
    "¿Qué? ¡Sí!",
    "«guillemets»",
    "¥500 £5 €5 ₹5",
    "x²+y³≠√z",
    # pieces and long words
    "supercalifragilisticexpialidocious",
    "unbelievability reheatable",
    "Hypoallergenic",
    "Donaudampfschifffahrtsgesellschaft",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "qwrtzpsdfg",
    "zzzzzzzzzz",
    "x" * 100,
    f"{'x' * 101} milk",
    "a b c d e",
    "I",
    "[UNK] [CLS] [SEP] [PAD] [MASK] [unused1]",
    "##ing ## ing",
    # short words, and letters alone
    "Up",
    "7 Up",
    "XL",
    "Mop",
    "Celery",
    "Bergkäse gereift",
    "牛乳 milk",
    "ÄÖÜ 漢字",
    "xqzwvk",
    "A4",
    "Q",
    "Жизнь",
    # white space and what cannot be seen
    "  oat   milk  ",
    "oat\u00a0milk",
    "oat\u2009milk",
    "oat\u3000milk",
    "oat\u00admilk",
    "oat\u200bmilk",
    "oat\tmilk\nbread\rtea",
    "oat\x00milk",
    "oat\x7fmilk",
    "oat\u2028milk\u2029tea",
    "\u202eoat milk\u202c",
    "oat\ufffdmilk",
    # markup and long texts
    "<b>Oat milk</b>",
    "<script>alert('milk')</script>",
    "&lt;b&gt;Tom &amp; Jerry&#39;s&lt;/b&gt;",
    '<img src="x" onerror="alert(1)">',
    "{{ title }} ${price} %s",
    "oat milk " * 1111 + "!",
    "a" * 10_000,
    "é," * 5_000,
    # and plain ones
    "something for taco night",
    "Organic Fair-Trade Dark Chocolate with Sea Salt, 85% cocoa",
    "waterproof hiking boots for women, size 8",
    "The quick brown fox jumps over the lazy dog.",
    "wireless noise-cancelling headphones",
    "gluten free vegan snacks for kids",
    "a gift for my mother who likes gardening",
)


def golden_texts() -> list[str]:
    """(200) awkward ones, then titles of the grocery."""
    titles = json.loads(TITLES.read_text(encoding="utf-8"))["columns"]["title"]["values"]
    draws = generator(1, "static golden")
    chosen = sorted(draws.choice(len(titles), 200 - len(AWKWARD), replace=False).tolist())
    return [*AWKWARD, *(titles[row] for row in chosen)]


def main() -> None:
    """Write the file."""
    encoder = StaticEncoder()
    lines = [
        json.dumps(
            {
                "text": text,
                "ids": encoder.words(text).tolist(),
                "knows": encoder.knows(text),
                "embedding": [round(float(x), 6) for x in encoder.embed(text)[:NUMBERS]],
            }
        )
        for text in golden_texts()
    ]
    GOLDEN.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
