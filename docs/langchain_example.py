"""Kutip's search as a retriever in a LangChain chain of your own.

    python -m docs.langchain_example --library FOLDER "Apa hambatan kerja sama kota kembar?"

``passages`` is an ordinary ``Runnable``: put your prompt and your chat model behind it
(``passages(search) | prompt | model``). Every document's text is a slice of the thesis's text, and its metadata says where
it stands: ``title``, ``file_name``, ``page_labels`` (as printed), ``start`` and ``end``, and the ``score``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda

from ingest.library import Library
from ingest.opening import library_place, open_embedder
from retrieval.opening import open_search
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import PassageRetriever, PassageSearch
from settings import load_settings


def passages(search: PassageSearch, scope: Scope = EVERYTHING, count: int = 4) -> Runnable[str, str]:
    """A question in, the passages found out, numbered, each under its place: what a prompt would be given.

    ``scope`` limits what may be found, see ``retrieval.scope.filtered``.
    """
    retriever = PassageRetriever(search=search, scope=scope, count=count)
    return retriever | RunnableLambda(numbered)


def numbered(documents: list[Document]) -> str:
    """The passages with their places, one below the other."""
    return "\n\n".join(
        f"[{number}] {document.metadata['title']}, p. {'–'.join(document.metadata['page_labels'])} "
        f"(score {document.metadata['score']:.2f})\n{document.page_content}"
        for number, document in enumerate(documents, 1)
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.langchain_example")
    parser.add_argument("question")
    parser.add_argument("--library", type=Path)
    options = parser.parse_args()
    settings = load_settings(library=options.library)
    with Library.read(library_place(settings)) as library:
        print(passages(open_search(library, open_embedder(settings), settings)).invoke(options.question))


if __name__ == "__main__":
    main()
