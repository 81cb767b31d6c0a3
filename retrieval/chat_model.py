"""The chat model that the settings name, opened through LangChain; and what its servers raise, as errors of the tree.

Nothing is sent before a model is asked. The key is passed on explicitly and stands in no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.errors import (
    ChatModelFailed,
    ChatModelNotInstalled,
    ChatModelNotSet,
    ChatModelRateLimited,
    ChatModelRefused,
    ChatModelTimeout,
    ChatModelUnknown,
    ChatModelUnreachable,
    KutipError,
)
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

RETRIES = 1
"""How often a request is sent again by the provider's own package, where it can."""

SHOWN_REASON = 200

NO_KEY = "none"
"""What a server of one's own gets that asks for no key; the packages insist on something."""


def open_chat_model(settings: Settings) -> BaseChatModel:
    """The model, asked nothing yet.

    Raises ChatModelNotSet, ChatModelUnknown, ChatModelNotInstalled, or ChatModelRefused where a key is missing.
    """
    name = settings.chat_model.strip()
    if not name:
        raise ChatModelNotSet
    provider, colon, model = name.partition(":")
    if not colon or not provider or not model:
        raise ChatModelUnknown(name)
    from langchain.chat_models import init_chat_model

    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **_options(provider, settings))
    except ImportError as error:
        raise ChatModelNotInstalled(name, _package(provider, str(error))) from error
    except ValueError as error:
        raise ChatModelUnknown(name) from error
    except Exception as error:
        raise _translated(error, settings) from error
    return opened


def host_of(model: BaseChatModel, settings: Settings) -> str:
    """Where the model's requests go, as a host or as what can be said of it.

    What the opened model itself was set to counts: some packages read an address from the environment, too.
    """
    client = getattr(model, "root_client", None)
    places = [
        getattr(client, "base_url", None),
        *(getattr(model, name, None) for name in _ADDRESSES),
        settings.chat_url,
    ]
    hosts = (urlsplit(str(place)).hostname for place in places if place)
    provider = settings.chat_model.partition(":")[0]
    return next((host for host in hosts if host), _USUAL_HOSTS.get(provider, provider))


_ADDRESSES = ("base_url", "anthropic_api_url", "openai_api_base")
_USUAL_HOSTS = {"ollama": "localhost"}


@contextmanager
def chat_errors(settings: Settings) -> Iterator[None]:
    """Turn what a model raises while it is asked into the tree."""
    try:
        yield
    except KutipError:
        raise
    except Exception as error:
        raise _translated(error, settings) from error


def answer_text(content: object) -> str:
    """The text of a model's message, whose content is a text or a list of blocks.

    >>> answer_text([{"type": "reasoning", "text": "hm"}, {"type": "text", "text": "Ya."}])
    'Ya.'
    """
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        each if isinstance(each, str) else str(each.get("text", ""))
        for each in blocks
        if isinstance(each, str) or (isinstance(each, dict) and each.get("type") == "text")
    )


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    key = settings.chat_api_key.get_secret_value()
    options: dict[str, Any] = {"base_url": settings.chat_url} if settings.chat_url else {}
    if provider == "ollama":
        return options | {"client_kwargs": {"timeout": settings.chat_timeout}}
    if key or settings.chat_url:
        options["api_key"] = key or NO_KEY
    if provider == "openai":
        options["stream_usage"] = True  # else servers of one's own are not asked what an answer cost
    return options | {"timeout": settings.chat_timeout, "max_retries": RETRIES}


def _package(provider: str, message: str) -> str:
    """The package to install: the one that LangChain names, else the one that its naming suggests.

    >>> _package("bedrock", "Could not import. Please install it with `pip install -U langchain-aws`")
    'langchain-aws'
    >>> _package("google_genai", "")
    'langchain-google-genai'
    """
    named = re.search(r"pip install (?:-U )?([\w-]+)", message)
    return named[1] if named else f"langchain-{provider.replace('_', '-')}"


def _translated(error: Exception, settings: Settings) -> KutipError:
    """By the names that the providers' packages share, since each has classes of its own."""
    name, names = settings.chat_model, {base.__name__ for base in type(error).__mro__}
    status = getattr(error, "status_code", None)
    if status in (401, 403) or "api_key" in str(error):
        return ChatModelRefused(name)
    if status == 429:
        return ChatModelRateLimited(name)
    if names & {"APITimeoutError", "TimeoutException", "TimeoutError"}:
        return ChatModelTimeout(name, settings.chat_timeout)
    if names & {"APIConnectionError", "ConnectError", "NetworkError", "ConnectionError"}:
        return ChatModelUnreachable(name, _short(error, settings))
    return ChatModelFailed(name, _short(error, settings))


def _short(error: Exception, settings: Settings) -> str:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    key = settings.chat_api_key.get_secret_value()
    return (reason.replace(key, "…") if key else reason)[:SHOWN_REASON]
