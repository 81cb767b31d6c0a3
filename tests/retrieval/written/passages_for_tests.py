"""Sources made by hand, for what is written from them."""

from __future__ import annotations

from ingest.document import Passage, Sentence
from retrieval.written.sources import Source
from tests.library_for_tests import whole_document


def source(*sentences: str, number: int = 1) -> Source:
    """A source whose passage is these sentences, a blank between them; its document has a page before and one behind."""
    before, text = "Sampul. ", " ".join(sentences)
    bounds, at = [], len(before)
    for sentence in sentences:
        bounds.append(Sentence(at, at + len(sentence)))
        at += len(sentence) + 1
    whole = whole_document([before, f"{text}\n", "Penutup."], title="Kota yang Bekerja Sama", name=f"d{number}")
    passage = Passage(number, whole.document.id, len(before), len(before) + len(text), tuple(bounds))
    return Source(number, whole, passage)
