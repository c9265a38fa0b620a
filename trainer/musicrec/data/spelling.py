"""What two spellings of one word have in common: letters and digits, without case and accents.

"Remove from cart", "remove_from_cart" and "removeFromCart" are one word, and so are "Référence" and
"reference".
"""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text as it is compared with others."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
