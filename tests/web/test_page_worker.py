"""pdfium renders pages and says where their characters are; what is broken is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.pdfs import write_contents, write_pdf, write_placed
from tests.shared_material import SAMPLES, shared
from web.page_worker import (
    MAX_PIXELS,
    NUMBERS_A_CHARACTER,
    CharactersRequest,
    Failed,
    FileVersion,
    ImageRequest,
    OpenDocuments,
    PlacedCharacters,
    RenderedImage,
)


@pytest.fixture
def documents() -> Iterator[OpenDocuments]:
    with OpenDocuments() as documents:
        yield documents


def version(path: Path) -> FileVersion:
    return FileVersion(path, path.stat().st_mtime_ns, path.stat().st_size)


def characters(documents: OpenDocuments, path: Path, index: int = 0) -> PlacedCharacters:
    reply = documents.answer(CharactersRequest(version(path), index))
    assert isinstance(reply, PlacedCharacters), reply
    return reply


def image(documents: OpenDocuments, path: Path, width: int) -> Image.Image:
    reply = documents.answer(ImageRequest(version(path), 0, width))
    assert isinstance(reply, RenderedImage), reply
    return Image.open(BytesIO(reply.png))


def tight(placed: PlacedCharacters, index: int) -> list[float]:
    return list(placed.places[index * NUMBERS_A_CHARACTER : index * NUMBERS_A_CHARACTER + 4])


Corners = tuple[float, float, float, float]

# The H of Helvetica 12 at (72, 700): its ink is from 0.077 to 0.646 em across and from 0 to 0.718 em up.
SHOWN: list[tuple[int, Corners | None, tuple[int, int], list[float]]] = [
    (0, None, (600, 800), [72.92 / 600, 91.38 / 800, 79.75 / 600, 100 / 800]),
    (90, None, (800, 600), [700 / 800, 72.92 / 600, 708.62 / 800, 79.75 / 600]),
    (180, None, (600, 800), [520.25 / 600, 700 / 800, 527.08 / 600, 708.62 / 800]),
    (0, (50, 600, 350, 750), (300, 150), [22.92 / 300, 41.38 / 150, 29.75 / 300, 50 / 150]),
    (270, (50, 600, 350, 750), (150, 300), [41.38 / 150, 270.25 / 300, 50 / 150, 277.08 / 300]),
]


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_places_are_shares_of_the_page_as_shown(
    documents: OpenDocuments, tmp_path: Path, shown: tuple[int, Corners | None, tuple[int, int], list[float]]
) -> None:
    turned, crop, size, box = shown
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "H")], turned=turned, crop=crop)
    placed = characters(documents, path)
    assert (placed.width, placed.height) == pytest.approx(size)
    assert chr(placed.codes[0]) == "H"
    assert placed.upright[0] == (turned in (0, 180))
    assert tight(placed, 0) == pytest.approx(box, abs=0.001)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50.0, 600.0, 350.0, 750.0)])
def test_the_picture_has_its_ink_where_the_characters_are(
    documents: OpenDocuments, tmp_path: Path, turned: int, crop: Corners | None
) -> None:
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "H")], turned=turned, crop=crop)
    picture = image(documents, path, 1200)
    ink = picture.convert("L").point(lambda level: 255 - level).getbbox()
    assert ink is not None
    sides = (picture.width, picture.height, picture.width, picture.height)
    shares = [pixel / side for pixel, side in zip(ink, sides, strict=True)]
    assert shares == pytest.approx(tight(characters(documents, path), 0), abs=0.004)


def test_a_picture_has_the_width_asked_for_and_no_colour_where_the_page_has_none(
    documents: OpenDocuments, tmp_path: Path
) -> None:
    grey = write_placed(tmp_path / "grey.pdf", [(72, 700, "hitam")])
    red = write_contents(tmp_path / "red.pdf", [b"1 0 0 rg 100 100 200 200 re f"])
    for width in (300, 777, 1000, 1600):
        picture = image(documents, grey, width)
        assert (picture.width, picture.mode) == (width, "L")
    assert image(documents, red, 300).convert("RGB").getpixel((100, 325)) == (255, 0, 0)


@pytest.mark.parametrize("size", [(14_400, 14_400), (10, 14_400), (14_400, 10), (2_000_000, 2_000_000)])
def test_a_huge_page_becomes_a_smaller_picture(
    documents: OpenDocuments, tmp_path: Path, size: tuple[float, float]
) -> None:
    path = write_placed(tmp_path / "a.pdf", [(1, 1, "x")], size=size)
    picture = image(documents, path, 4000)
    assert picture.width * picture.height <= MAX_PIXELS + picture.width + picture.height
    assert max(picture.size) <= 16_001


def test_a_file_without_a_user_password_opens(documents: OpenDocuments, tmp_path: Path) -> None:
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "terbuka")], owner_password="pemilik")
    assert "".join(map(chr, characters(documents, path).codes)).startswith("terbuka")


def test_what_cannot_be_shown_is_refused_by_kind(documents: OpenDocuments, tmp_path: Path) -> None:
    locked = write_pdf(tmp_path / "locked.pdf", [["rahasia"]], password="kunci")
    plain = write_pdf(tmp_path / "plain.pdf", [["satu"], ["dua"]])
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(b"%PDF-1.7\nnothing behind the header")
    for path in (locked, cut):
        reply = documents.answer(ImageRequest(version(path), 0, 100))
        assert isinstance(reply, Failed)
        assert reply.why == "unreadable"
    for index in (2, -1):
        assert documents.answer(CharactersRequest(version(plain), index)) == Failed("no page", "2")


def test_a_file_written_anew_is_read_anew(documents: OpenDocuments, tmp_path: Path) -> None:
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "lama")])
    assert "".join(map(chr, characters(documents, path).codes)).startswith("lama")
    write_placed(path, [(72, 700, "baru sekali")])
    assert "".join(map(chr, characters(documents, path).codes)).startswith("baru")


def test_only_a_few_files_stay_open(documents: OpenDocuments, tmp_path: Path) -> None:
    paths = [write_placed(tmp_path / f"{at}.pdf", [(72, 700, str(at))]) for at in range(7)]
    for _ in range(2):
        assert [chr(characters(documents, path).codes[0]) for path in paths] == list("0123456")
    assert documents.count == 4


def test_samples_have_characters_and_pictures(documents: OpenDocuments) -> None:
    for path in SAMPLES.glob("*.pdf"):
        placed = characters(documents, path, 3)
        assert len(placed.codes) > 200
        assert len(placed.places) == NUMBERS_A_CHARACTER * len(placed.codes) == 8 * len(placed.upright)
        assert image(documents, path, 600).width == 600


def test_broken_pdfs_of_other_projects_are_shown_or_refused(tmp_path: Path) -> None:
    """In this process: a file that crashed pdfium would end the tests. The viewer's own test uses the worker."""
    folder = shared("robust-pdfs")
    with OpenDocuments() as documents:
        for path in sorted(folder.glob("*.pdf")):
            for request in (ImageRequest(version(path), 0, 300), CharactersRequest(version(path), 0)):
                reply = documents.answer(request)
                assert isinstance(reply, RenderedImage | PlacedCharacters | Failed)
