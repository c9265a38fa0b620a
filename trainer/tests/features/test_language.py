from __future__ import annotations

import json
from pathlib import Path

import pytest

from musicrec.features.language import look_foreign

MODELS = Path(__file__).parents[3] / "models"

GERMAN = (
    "Bio Gurken aus Spanien|Vollkornbrot geschnitten|Frische Vollmilch|Kirschtomaten in der Schale|"
    "Rinderhackfleisch gemischt|Kartoffeln festkochend|Zwiebeln rot|Toilettenpapier dreilagig|"
    "Damen Strickjacke blau|Herren Laufschuhe leicht|Schreibtischlampe dimmbar|Esstisch Eiche"
)
FRENCH = (
    "Lait demi-écrémé|Pain complet tranché|Beurre doux|Jambon cuit supérieur|Yaourt nature|"
    "Pommes de terre|Tomates cerises|Fromage blanc|Chaussures de course homme|Lampe de bureau|"
    "Table en chêne massif|Cafetière avec broyeur|Serviette douce|Savon liquide|Riz long grain"
)
SPANISH = (
    "Leche entera|Pan integral|Mantequilla sin sal|Yogur natural|Patatas nuevas|Queso fresco|"
    "Zapatillas hombre|Mesa de roble|Toalla suave|Arroz largo|Pollo de corral|Chocolate negro"
)
JAPANESE = "牛乳|食パン|りんご|卵|トマト|豆腐|緑茶|味噌|醤油|米|バター|チーズ"


@pytest.mark.parametrize("titles", [GERMAN, FRENCH, SPANISH, JAPANESE])
def test_other_languages_look_foreign(titles: str) -> None:
    assert look_foreign(titles.split("|"))


@pytest.mark.parametrize("bundle", ["grocery", "fixture"])
def test_english_catalogues_do_not(bundle: str) -> None:
    items = json.loads((MODELS / bundle / "items.json").read_text(encoding="utf-8"))
    assert not look_foreign(items["columns"]["title"]["values"])


@pytest.mark.parametrize(
    "titles",
    [
        [str(number) for number in range(40)],
        ["Nestlé Crème", "Zwiebeln"],
        ["Wireless mouse", "Häagen-Dazs vanilla ice cream", "Linen duvet cover"] * 5,
    ],
)
def test_numbers_few_titles_and_foreign_brands_say_nothing(titles: list[str]) -> None:
    assert not look_foreign(titles)
