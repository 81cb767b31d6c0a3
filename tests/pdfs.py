"""Odd PDFs, made where a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

ROMAN, ARABIC = "ROMAN_LOWER", "ARABIC"

SLOW_LETTERS = 200_000
"""So many letters, each drawn by itself, keep pypdf busy for some ten seconds."""


def write_pdf(
    path: Path,
    pages: Sequence[Sequence[str]],
    *,
    page_labels: Sequence[tuple[int, str, int]] = (),
    password: str | None = None,
    title: str | None = None,
    author: str | None = None,
) -> Path:
    """One printed line for each string. ``page_labels``: (first page from 0, ROMAN or ARABIC, first number)."""
    encryption = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(str(path), invariant=1, encrypt=encryption)
    for first, style, start in page_labels:
        canvas.addPageLabel(first, style=style, start=start)
    if title is not None:
        canvas.setTitle(title)
    if author is not None:
        canvas.setAuthor(author)
    for lines in pages:
        for at, line in enumerate(lines):
            canvas.drawString(72, 780 - 16 * at, line)
        canvas.showPage()
    canvas.save()
    return path


def write_page(path: Path, draw: Callable[[Canvas], None]) -> Path:
    """One page with whatever ``draw`` draws."""
    return write_pages(path, [draw])


def write_pages(path: Path, draws: Sequence[Callable[[Canvas], None]]) -> Path:
    """One page a function that draws it, of 595 by 842 points."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for draw in draws:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def write_drawing(path: Path) -> Path:
    """One page with a drawing and no text, as a scanner makes it."""
    canvas = Canvas(str(path), invariant=1)
    canvas.rect(100, 100, 300, 400, fill=1)
    canvas.showPage()
    canvas.save()
    return path


def write_slow_pdf(path: Path) -> Path:
    """Three pages, "first", one that pypdf does not finish in seconds, and "third"."""
    text = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET"
    return write_contents(path, [text % b"first", b"BT /F1 12 Tf (a) Tj T* ET\n" * SLOW_LETTERS, text % b"third"])


def write_contents(path: Path, contents: Sequence[bytes]) -> Path:
    """A PDF by hand: one page for every content stream."""
    pages = [4 + 2 * at for at in range(len(contents))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % page for page in pages), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page, content in zip(pages, contents, strict=True):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R" % (page + 1)
            + b" /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    body = b"%PDF-1.4\n"
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, body.rindex(b"xref\n0 "))
    path.write_bytes(body)
    return path


def write_placed(
    path: Path,
    lines: Sequence[tuple[float, float, str]],
    *,
    turned: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    size: tuple[float, float] = (600, 800),
    owner_password: str | None = None,
) -> Path:
    """One page with each line where it says (in points from the bottom left), in Helvetica 12."""
    encryption = StandardEncryption("", owner_password, strength=128) if owner_password else None
    # reportlab takes the size of a turned page as shown; ours is that of the page before it is turned
    canvas = Canvas(str(path), pagesize=size[::-1] if turned % 180 else size, invariant=1, encrypt=encryption)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.setPageRotation(turned)
    if crop is not None:
        canvas.setCropBox(crop)
    canvas.showPage()
    canvas.save()
    return path
