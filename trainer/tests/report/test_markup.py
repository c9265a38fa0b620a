from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from musicrec.report.markup import Markup, join, tag


class Reader(HTMLParser):
    """What a browser would see: the names of elements, attributes and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.values: dict[str, str | None] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.values.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_names_of_attributes_and_what_is_left_out() -> None:
    made = tag("line", class_="grid", stroke_width=1.50, x1=3, hidden=None, open=True, far=False)
    assert made == '<line class="grid" stroke-width="1.5" x1="3" open></line>'
    assert tag("meta", name="a", http_equiv="b") == '<meta name="a" http-equiv="b">'


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_text_stays_text(text: str) -> None:
    reader = Reader()
    reader.feed(tag("p", text, tag("b", text), title=text))
    reader.close()
    assert reader.names == ["p", "b"]
    assert reader.text == text + text
    assert reader.values == {"title": text}


def test_markup_is_not_escaped_again() -> None:
    assert tag("p", tag("b", "1 < 2"), "&") == "<p><b>1 &lt; 2</b>&amp;</p>"
    assert join(["<", Markup("<b></b>")], " & ") == "&lt; &amp; <b></b>"
