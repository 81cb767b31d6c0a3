"""PDFs broken on purpose, each by a seed, so that what fails can be made again."""

from __future__ import annotations

import random
import re

_OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+\d+")
HOSTILE = (
    b"<< /Type /Page /Parent 1 0 R >>",
    b"/Kids [2 0 R 2 0 R 2 0 R]",
    b"/Filter [/FlateDecode /FlateDecode /LZWDecode /RunLengthDecode]",
    b"/Width 100000 /Height 100000 /BitsPerComponent 8",
    b"<script>alert(1)</script>",
    b"[" * 5000,
    b"99999999999999999999 0 R",
    b"\0\xff\xfe",
)


def mutated(original: bytes, seed: int) -> bytes:
    """The file with one to four faults: flipped bits, a cut end, objects exchanged, lengths that lie, bytes put in."""
    chance = random.Random(seed)
    data = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        chance.choice((_flip, _cut, _exchange, _lie, _insert, _repeat))(data, chance)
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 40)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randint(len(data) // 3, len(data)) :]


def _exchange(data: bytearray, chance: random.Random) -> None:
    objects = [found.span() for found in _OBJECT.finditer(bytes(data))]
    if len(objects) > 1:
        (a, b), (c, d) = sorted(chance.sample(objects, 2))
        data[a:d] = bytes(data[c:d]) + bytes(data[b:c]) + bytes(data[a:b])


def _lie(data: bytearray, chance: random.Random) -> None:
    lengths = [found.span() for found in _LENGTH.finditer(bytes(data))]
    if lengths:
        start, end = chance.choice(lengths)
        data[start:end] = b"/Length %d" % chance.choice((0, 1, 7, 10**6, 10**12))


def _insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice((*HOSTILE, chance.randbytes(chance.randint(1, 200))))


def _repeat(data: bytearray, chance: random.Random) -> None:
    start = chance.randint(0, len(data))
    piece = bytes(data[start : start + chance.randint(1, 3000)])
    at = chance.randint(0, len(data))
    data[at:at] = piece
