from __future__ import annotations

from pathlib import Path

from musicrec.data.synthetic import SyntheticShop, write_synthetic_shop
from musicrec.stage import hash_tree


def test_the_same_settings_give_the_same_bytes(tmp_path: Path) -> None:
    settings = SyntheticShop(items_per_type=2, users=3, pictures=True)
    first = write_synthetic_shop(tmp_path / "a", settings)
    second = write_synthetic_shop(tmp_path / "b", settings)
    other = write_synthetic_shop(tmp_path / "c", SyntheticShop(items_per_type=2, users=3, seed=8))
    assert hash_tree(first) == hash_tree(second)
    assert (first / "events.csv").read_bytes() != (other / "events.csv").read_bytes()
    assert len(list((first / "pictures").glob("*.png"))) == 24
