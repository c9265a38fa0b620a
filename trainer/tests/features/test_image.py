from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from musicrec.features.image import (
    PictureReport,
    embed_pictures,
    find_pictures,
    look_at_pictures,
    prepare_picture,
)
from musicrec.features.image_encoder import PICTURE
from musicrec.progress import Progress


def save(path: Path, colour: tuple[int, ...], size: tuple[int, int] = (40, 60)) -> None:
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(path)


def test_a_picture_becomes_the_networks_input(tmp_path: Path) -> None:
    save(tmp_path / "red.png", (255, 127, 0))
    values = prepare_picture(tmp_path / "red.png")
    assert values.shape == (3, PICTURE, PICTURE)
    assert values.dtype == np.float32
    assert np.allclose(values[:, 100, 100], [1.0, 0.0, -127 / 128])


def test_transparent_becomes_white(tmp_path: Path) -> None:
    save(tmp_path / "glass.png", (255, 0, 0, 0))
    assert np.allclose(prepare_picture(tmp_path / "glass.png"), 1.0)


def test_a_photo_taken_sideways_is_turned_upright(tmp_path: Path) -> None:
    """Orientation 6: the file's left is the scene's top."""
    lying = Image.new("RGB", (64, 64), (0, 0, 0))
    lying.paste((255, 255, 255), (0, 0, 32, 64))
    orientation = Image.Exif()
    orientation[0x0112] = 6
    lying.save(tmp_path / "turned.png", exif=orientation)
    values = prepare_picture(tmp_path / "turned.png")
    assert values[:, :100].min() > 0.9
    assert values[:, -100:].max() < -0.9


def test_an_orientation_that_is_garbage_is_not_followed(tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 64), (255, 255, 255))
    picture.save(tmp_path / "garbage.png", exif=b"Exif\0\0garbage!")
    assert prepare_picture(tmp_path / "garbage.png").min() > 0.9


def test_the_middle_is_kept(tmp_path: Path) -> None:
    wide = Image.new("RGB", (300, 100), (0, 0, 0))
    wide.paste((255, 255, 255), (100, 0, 200, 100))
    wide.save(tmp_path / "wide.png")
    values = prepare_picture(tmp_path / "wide.png")
    assert values[:, :, 10:-10].min() > 0.9


def test_every_trouble_with_a_picture_is_counted_with_examples(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    save(shop / "good.png", (1, 2, 3))
    save(tmp_path / "secret.png", (1, 2, 3))
    names = ["good.png", "", "lost.png", "https://cdn.example/a.png", "../secret.png"]
    report = PictureReport(items=5)
    paths = find_pictures(shop, list("abcde"), names, report)
    assert [path is not None for path in paths] == [True, False, False, False, False]
    assert report.trouble == {"none": 1, "missing": 1, "remote": 1, "outside": 1}
    assert report.examples["missing"] == ["c"]
    assert any("e" in line and "outside" in line for line in report.lines())


def test_pictures_are_looked_at_before_they_are_read(tmp_path: Path) -> None:
    save(tmp_path / "good.png", (1, 2, 3))
    (tmp_path / "page.jpg").write_text("<html>", encoding="utf-8")
    found = look_at_pictures(tmp_path, list("abcd"), ["good.png", "page.jpg", "lost.png", ""])
    assert (found.read, found.trouble) == (1, {"broken": 1, "missing": 1, "none": 1})
    assert found.line() == (
        "pictures: 1 of 4 items have one; 1 name a file that is no readable picture (such as b); "
        "1 name a file that is not there (such as c); 1 name no picture"
    )
    nothing = look_at_pictures(tmp_path, ["a"], [""])
    assert nothing.line() == "pictures: no item names one"


def test_a_shop_whose_pictures_are_all_broken_has_no_image_modality(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.svg").write_text("<svg/>")
    report = PictureReport(items=3)
    vectors, present = embed_pictures(
        [tmp_path / "a.png", tmp_path / "b.svg", None],
        ["a", "b", "c"],
        report,
        cache=tmp_path / "cache",
        threads=1,
        progress=Progress(quiet=True),
    )
    assert not present.any()
    assert not vectors.any()
    assert report.trouble == {"broken": 2}
