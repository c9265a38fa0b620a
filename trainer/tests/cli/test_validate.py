"""What `validate` says of shops of other countries, and of pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from musicrec.cli.main import main
from musicrec.data.synthetic import SyntheticShop, write_synthetic_shop


def validate(
    capsys: pytest.CaptureFixture[str], data: Path, *more: str
) -> tuple[str, dict[str, Any]]:
    main(["validate", "--data", str(data), *more])
    said = capsys.readouterr().out
    main(["validate", "--data", str(data), "--json", *more])
    return said, json.loads(capsys.readouterr().out)


def test_pictures_are_told_before_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shop = SyntheticShop(items_per_type=2, users=30, pictures=True)
    data = write_synthetic_shop(tmp_path / "shop", shop)
    (data / "pictures/milk-00.png").unlink()
    (data / "pictures/milk-01.png").write_text("<html>", encoding="utf-8")
    said, result = validate(capsys, data)
    assert "pictures: 22 of 24 items have one; 1 name a file that is no readable" in said
    assert not any("English" in warning for warning in result["warnings"])
    assert result["pictures"] == {"read": 22, "broken": 1, "missing": 1}


def test_a_german_shop_is_read_by_its_shop_yaml(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    titles = ("Bio Gurken", "Vollkornbrot geschnitten", "Apfelsaft", "Spülmittel", "Zwiebeln")
    items = "".join(f'A{n};{titles[n % 5]} {n};"1.{n:03d},- €"\n' for n in range(25))
    (tmp_path / "items.csv").write_text("Artikelnummer;Bezeichnung;Preis\n" + items, "utf-8")
    events = "".join(
        f"K{n % 30};A{n % 25};{n % 28 + 1:02d}.{n // 110 + 1:02d}.2024 17:05;"
        f"{'Storno' if n % 20 == 0 else 'Kauf'}\n"
        for n in range(1300)
    )
    (tmp_path / "events.csv").write_text("Kunde;Artikel;Datum;Art\n" + events, "utf-8")
    (tmp_path / "shop.yaml").write_text(
        "columns: { id: Artikelnummer, title: Bezeichnung, price: Preis, user: Kunde,\n"
        '  item: Artikel, at: Datum, kind: Art }\ntime_format: "%d.%m.%Y %H:%M"\n',
        "utf-8",
    )
    said, result = validate(capsys, tmp_path)
    assert "currency: EUR, by the signs of the prices" in said
    assert "kind 'Kauf': 1,235 rows, learned from\nkind 'Storno': 65 rows, left out" in said
    assert "join rate: 100.00 %" in said
    assert "pictures: no item names one" in said
    assert "warning: titles look as if they were not English" in said
    named = ("--set", "features.text_encoder=hub:some/model")
    assert not any("English" in text for text in validate(capsys, tmp_path, *named)[1]["warnings"])
    assert result["events"]["kinds"][1] == {"name": "Storno", "rows": 65, "learned": False}
    assert (result["ok"], result["items"]["currency"]) == (True, "EUR")
