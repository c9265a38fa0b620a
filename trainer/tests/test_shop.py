from __future__ import annotations

from pathlib import Path

import pytest

from musicrec.errors import MusicRecError
from musicrec.shop import Licence, load_shop


def write(folder: Path, text: str) -> Path:
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_shop_without_a_file_has_its_folders_name(tmp_path: Path) -> None:
    shop = load_shop(tmp_path)
    assert (shop.name, shop.currency, shop.test_from) == (tmp_path.name, None, None)


def test_all_keys_are_read(tmp_path: Path) -> None:
    shop = load_shop(
        write(
            tmp_path,
            "name: Larder\ncurrency: EUR\nvalidation_from: 2017-11-06\n"
            'test_from: "2017-12-04T12:00:00+01:00"\n'
            "columns: { id: Artikelnummer, item: 7 }\n"
            'left_out_kinds: [Ansicht]\ntime_format: "%d.%m.%Y %H:%M %z"\n'
            "licences:\n  - { what: events, licence: CC0-1.0, notice: N }\n",
        )
    )
    assert (shop.name, shop.currency) == ("Larder", "EUR")
    assert (shop.validation_from, shop.test_from) == (1509926400, 1512385200)
    assert shop.columns == {"id": "Artikelnummer", "item": "7"}
    assert shop.time_format == "%d.%m.%Y %H:%M %z"
    assert shop.left_out_kinds == ("Ansicht",)
    assert shop.licences == (Licence(what="events", licence="CC0-1.0", notice="N"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nam: x", "nam is not a known key"),
        ("currency: euro", "'euro'"),
        ("validation_from: 2017-11-06", "both validation_from and test_from"),
        ("validation_from: 2017-12-06\ntest_from: 2017-11-06", "before test_from"),
        ("validation_from: soon\ntest_from: 2017-11-06", "'soon'"),
        ("time_format: DD.MM.YYYY", "'DD.MM.YYYY', by which no day can be read"),
        ('time_format: "%d.%m. %H:%M"', "no day can be read"),
        ('time_format: "%Q"', "no day can be read"),
        ("columns: [id]", "map our names to yours"),
        ("columns: { Artikelnummer: id }", "'Artikelnummer'. Known: id, title"),
        ("left_out_kinds: Storno", "a list of texts"),
        ("licences: CC0", "must be a list"),
        ("licences: [{ what: x }]", "what and licence"),
        ("- 1", "mapping"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MusicRecError) as caught:
        load_shop(write(tmp_path, text))
    assert caught.value.code == "SHOP_INVALID"
    assert says in caught.value.message
