"""The tables of the catalogue. ``migrations/`` makes them; a test holds the two together.

The full-text index ``passage_text`` and its vocabulary ``passage_terms`` are not here: they differ by
engine (``fts5.py``, ``tsvector.py``) and are made in its own words by the first migration.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

LIVE, SUPERSEDED, REMOVED = "live", "superseded", "removed"
"""What became of a document."""

PassageId = BigInteger().with_variant(Integer(), "sqlite")

library_state = Table(
    "library_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False, comment="counts every change that a reader can see"),
    Column("next_passage_id", PassageId, nullable=False, comment="passage ids are never used twice"),
    Column("generation", Integer, nullable=False, comment="the passages and the collection that answer"),
    Column("collection", String(80), nullable=True, comment="the live Chroma collection"),
    Column("model", String(200), nullable=True, comment="fingerprint of the model that made its vectors"),
    Column("identity", String(32), nullable=False, server_default="", comment="of the library, on a shared server"),
)

theses = Table(
    "theses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("year", Integer),
    Column("institution", Text),
    Column("degree", Text),
    Column("language", String(8), nullable=False),
    Column("removed_at", DateTime, nullable=True, comment="a removed thesis leaves its entry"),
    Column("faculty", Text),
    Column("department", Text),
    Column("folder", Text, nullable=True, comment="the folder of a thesis in several files"),
    Column("keywords", JSON, nullable=False, server_default="[]"),
    Column("supervisors", JSON, nullable=False, server_default="[]"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("thesis_id", String(32), ForeignKey("theses.id"), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("source_path", Text, nullable=False, index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("state", String(12), nullable=False, comment="live, superseded or removed"),
    Column("added_at", DateTime, nullable=False),
    Column("references_version", Integer, nullable=True, comment="of the finding of references; none: not stored yet"),
    Column(
        "copy_sha256", String(64), nullable=True, comment="of the library's copy, where it is not the file's own bytes"
    ),
    Column("sentence_hashes", LargeBinary, nullable=True, comment="sorted uint64, to find near-duplicates"),
)

document_metadata = Table(
    "document_metadata",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("source", String(32), nullable=False, comment="cover, abstract, file properties, …"),
)

metadata_corrections = Table(
    "metadata_corrections",
    metadata,
    Column("thesis_id", String(32), ForeignKey("theses.id"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("corrected_at", DateTime, nullable=False),
)

near_duplicates = Table(
    "near_duplicates",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True, comment="the later one"),
    Column("other_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("share", Float, nullable=False, comment="of the sentences of the shorter one"),
)

pages = Table(
    "pages",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("label_source", String(12), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("level", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", PassageId, primary_key=True, autoincrement=False),
    Column("document_id", String(32), ForeignKey("documents.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentences", JSON, nullable=False, comment="[[start, end], …] in the document's text"),
    Column("sentence_vectors", LargeBinary, nullable=False, comment="float16, one unit vector a sentence"),
    Column("token_vectors", LargeBinary, nullable=True, comment="TokenVectors.to_bytes; null in older libraries"),
)
Index("ix_passages_generation", passages.c.generation)
Index("ix_passages_of_document", passages.c.document_id, passages.c.generation, passages.c.kind)

bibliography_entries = Table(
    "bibliography_entries",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("others", Boolean, nullable=False, comment="the entry itself says et al."),
    Column("year", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("form", String(12), nullable=False),
    Column("names", JSON, nullable=False),
    Column("others", Boolean, nullable=False),
    Column("year", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("entry", Integer, nullable=True, comment="position of the entry that it means"),
    Column("entry_document_id", String(32), nullable=True, comment="whose list has it; none: the document's own"),
    Column("reason", String(20), nullable=True, comment="why there is none"),
    Column("within", Integer, nullable=True, comment="position of the mention through which the work is cited"),
)

unsettled_vectors = Table(
    "unsettled_vectors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", String(80), nullable=False),
    Column("first", PassageId, nullable=False),
    Column("end", PassageId, nullable=False, comment="ids [first, end) have vectors that no passage owns"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", String(32), nullable=False, index=True, unique=True, comment="one opinion an answer, the last"),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("answer", Text, nullable=False),
    Column("citations", JSON, nullable=False, comment="[[document id, text version, start, end], …]"),
    Column("theses", JSON, nullable=False, comment="ids of the theses asked; null for all"),
    Column("mode", String(20), nullable=False, comment="verbatim, or written by a chat model"),
    Column("model", String(200), nullable=False),
    Column("liked", Boolean, nullable=False),
    Column("reason", String(20), nullable=False, comment='why not; "" where nobody said'),
    Column("note", Text, nullable=False),
    Column("given_at", DateTime, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(80), nullable=False, index=True, comment="whose it is, as Owner.key has it"),
    Column("title", Text, nullable=False),
    Column("language", String(8), nullable=False, comment="that of the first question's page"),
    Column("begun_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False, comment="the last turn or name"),
)

conversation_turns = Table(
    "conversation_turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False, comment="order in the conversation; a turn asked again keeps its own"),
    Column("asked", Text, nullable=False, comment="as it was typed"),
    Column("understood", Text, nullable=False, comment="what was searched for"),
    Column("filters", JSON, nullable=False),
    Column("limits", JSON, nullable=False, comment="the filters in words, as they were shown"),
    Column(
        "outcome", String(12), nullable=False, comment="answered, abstained, failed, stopped, or open until it ends"
    ),
    Column("message", Text, nullable=False, comment="what was said instead of an answer"),
    Column("answer", JSON, nullable=True, comment="the answer as a value, with the version of its form"),
    Column("answer_id", String(32), nullable=False, comment="of this answer's opinion in feedback"),
    Column("found_by", Text, nullable=False, comment="question and answer, case folded, for the search"),
    Column("asked_at", DateTime, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True, comment="never given twice, so that nobody inherits by a name"),
    Column("name", Text, nullable=False, comment="as it was given"),
    Column("folded_name", String(200), nullable=False, index=True, unique=True, comment="by which it is found"),
    Column("password_hash", Text, nullable=False, comment="argon2id, with its salt and its costs"),
    Column("role", String(12), nullable=False, comment="reader or librarian"),
    Column("disabled", Boolean, nullable=False),
    Column("added_at", DateTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True, comment="the token itself is with its browser alone"),
    Column("person_id", String(32), ForeignKey("people.id"), nullable=False, index=True),
    Column("begun_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(80), nullable=False, index=True, comment="a hash of the name, or the address"),
    Column("tried_at", DateTime, nullable=False),
)

collections = Table(
    "collections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded_name", String(200), nullable=False, index=True, unique=True),
    Column("is_open", Boolean, nullable=False, comment="everybody may read it; else those in collection_readers"),
)

collection_theses = Table(
    "collection_theses",
    metadata,
    Column("thesis_id", String(32), ForeignKey("theses.id"), primary_key=True, comment="in one collection at most"),
    Column("collection_id", String(32), ForeignKey("collections.id"), nullable=False, index=True),
)

collection_readers = Table(
    "collection_readers",
    metadata,
    Column("collection_id", String(32), ForeignKey("collections.id"), primary_key=True),
    Column("person_id", String(32), ForeignKey("people.id"), primary_key=True),
)
