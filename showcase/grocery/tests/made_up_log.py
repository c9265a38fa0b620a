"""A made-up log in the shape of the data package: a few products, households and receipts.

It writes parquet files with the package's columns, so that the whole command can run on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from grocery.curation import COLUMNS

WEEK_ONE = datetime(2016, 12, 26, 17)

GOODS = [
    ("MILK", "WHITE", "yes", "Dairy & eggs", "Milk", "glass-of-milk", "jug", "#fbfaf5"),
    ("BREAD", "RYE", "yes", "Bakery", "Rye bread", "bread", "loaf-bag", ""),
    ("FRUIT", "BANANAS", "yes", "Fruit & vegetables", "Bananas", "banana", "crate", ""),
    ("SMOKE", "CIGARETTES", "tobacco", "", "", "", "", ""),
]
CATEGORIES = [("MILK", "Milk and cream"), ("BREAD", "Bread"), ("FRUIT", "Fruit")]


@dataclass
class MadeUpLog:
    """Rows to be written; `sell` adds one line of a receipt."""

    products: list[dict[str, object]] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)

    def product(
        self,
        id_: int,
        category: str,
        type_: str,
        size: str | None = None,
        *,
        brand: str = "National",
        maker: int = 1,
        department: str = "GROCERY",
    ) -> int:
        """Adds a product and returns its id."""
        self.products.append(
            {
                "product_id": id_,
                "manufacturer_id": maker,
                "department": department,
                "brand": brand,
                "product_category": category,
                "product_type": type_,
                "package_size": size,
            }
        )
        return id_

    def sell(
        self,
        product: int,
        household: int,
        week: int,
        *,
        day: int = 0,
        minute: int = 0,
        dollars: float = 2.0,
        discount: float = 0.0,
        quantity: int = 1,
    ) -> None:
        """Adds a line: five in the afternoon UTC of a day of the week, plus minutes."""
        at = WEEK_ONE + timedelta(weeks=week - 1, days=day, minutes=minute)
        self.rows.append(
            {
                "household_id": household,
                "store_id": 1,
                "basket_id": household * 100_000 + week * 1000 + day * 100 + minute,
                "product_id": product,
                "quantity": quantity,
                "sales_value": dollars,
                "retail_disc": discount,
                "coupon_disc": 0.0,
                "coupon_match_disc": 0.0,
                "week": week,
                "transaction_timestamp": at,
            }
        )

    def sell_to(self, product: int, households: range, week: int, **more: float) -> None:
        """Adds one line for each of several households."""
        for household in households:
            self.sell(product, household, week, **more)  # type: ignore[arg-type]

    def write(self, folder: Path) -> Path:
        """Writes both parquet files into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(self.products), folder / "products.parquet")
        pq.write_table(pa.Table.from_pylist(self.rows), folder / "transactions.parquet")
        return folder


def write_curation(folder: Path) -> Path:
    """Writes curated tables that know the made-up goods."""
    folder.mkdir(parents=True, exist_ok=True)
    goods = [",".join(row) for row in (COLUMNS, *GOODS)]
    (folder / "products.csv").write_text("\n".join(goods) + "\n")
    categories = [",".join(row) for row in (("category", "name"), *CATEGORIES)]
    (folder / "categories.csv").write_text("\n".join(categories) + "\n")
    return folder


def small_shop() -> MadeUpLog:
    """A log on which every product is sold to twelve households in weeks 1 to 51."""
    log = MadeUpLog()
    log.product(11, "MILK", "WHITE", "1 GA", brand="Private", maker=69)
    log.product(12, "MILK", "WHITE", "L     64 OZ", maker=2)
    log.product(13, "BREAD", "RYE", "16 OZ", maker=3)
    log.product(14, "BREAD", "RYE", "1 LB", maker=4)
    log.product(15, "FRUIT", "BANANAS", "40 LB", maker=5)
    log.product(16, "SMOKE", "CIGARETTES", "1 CT", maker=6)
    log.product(17, "MILK", "WHITE", "1 GA", department="FUEL")
    for week in (1, 20, 45, 47, 51):
        for number, product in enumerate((11, 12, 13, 14, 15, 16, 17)):
            for household in range(1, 13):
                log.sell(
                    product,
                    household,
                    week,
                    day=household % 3,
                    minute=number % 2 * 40,
                    dollars=1 + number / 4,
                )
    return log
