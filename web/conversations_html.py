"""The list of a reader's conversations as HTML, with what can be done with each. Pure; titles are escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ingest.catalogue.conversations import MAX_TITLE, ListedConversation
from ingest.language import Language
from web.panel_html import both
from web.texts import TEXTS, Texts

FORMATS = (("docx", "Word"), ("html", "HTML"), ("md", "Markdown"))
"""What a conversation can be saved as."""


def conversations_panel_html() -> str:
    """The panel beside the chat before its list has come; both languages stand in it."""
    return (
        f'<nav id="k-conversations" aria-labelledby="k-conversations-title"><div class="k-conversations-head">'
        f'<h2 id="k-conversations-title" tabindex="-1">{both("conversations")}</h2>'
        f'<button type="button" class="k-conversations-close"><span aria-hidden="true">✕</span>'
        f'<span class="k-unseen">{both("close_conversations")}</span></button></div>'
        f'<button type="button" class="k-new">{both("new_conversation")}</button>'
        f'<form role="search" class="k-find"><label><span class="k-unseen">{both("find_conversation")}</span>'
        '<input type="search" id="k-find" maxlength="200" autocomplete="off"></label></form>'
        '<div id="k-conversation-list"></div><p id="k-conversation-said" class="k-unseen" role="status"></p></nav>'
    )


def conversations_button_html() -> str:
    """What opens the panel where it is a drawer."""
    return (
        '<button type="button" class="k-conversations-open" aria-expanded="false" aria-controls="k-conversations">'
        f'<span aria-hidden="true">☰</span> {both("conversations")}</button>'
    )


def list_html(found: Sequence[ListedConversation], words: str, open_id: str, language: Language) -> str:
    """The list, the latest first; ``words`` is what was searched for, ``open_id`` what is open."""
    texts = TEXTS[language]
    if not found:
        none = texts.no_conversation_found.format(words=words) if words else texts.no_conversations
        return f'<p class="k-none">{escape(none)}</p>'
    lines = "".join(_line(each, each.id == open_id, texts) for each in found)
    everything = (
        f'<details class="k-confirm k-all"><summary>{texts.delete_all}</summary><p>{texts.delete_all_sure}</p>'
        f'<button type="button" data-delete="">{texts.delete_all_yes}</button></details>'
    )
    return f"<ul>{lines}</ul>{'' if words else everything}"


def not_kept_html(language: Language) -> str:
    """Instead of the list, where conversations are not kept."""
    return f'<p class="k-none">{TEXTS[language].conversations_off}</p>'


def _line(each: ListedConversation, is_open: bool, texts: Texts) -> str:
    title, here = escape(each.title), ' aria-current="page"' if is_open else ""
    form = texts.turns_one if each.turns == 1 else texts.turns_many
    when = each.changed_at.isoformat(timespec="seconds")
    saves = " · ".join(
        f'<a href="/conversations/{each.id}.{ending}" data-export download>{name}</a>' for ending, name in FORMATS
    )
    return (
        f'<li{" class=k-here" if is_open else ""}><a class="k-conversation" href="/?c={each.id}" data-id="{each.id}"{here}>'
        f'<span class="k-conversation-title">{title}</span><span class="k-conversation-when">'
        f'<time datetime="{when}">{when[:10]}</time> · <span>{form.format(count=each.turns)}</span></span></a>'
        f'<details class="k-more"><summary title="{texts.more_of}"><span aria-hidden="true">⋯</span>'
        f'<span class="k-unseen">{texts.more_of}: {title}</span></summary><div class="k-more-body">'
        f'<form class="k-rename" data-id="{each.id}"><label>{texts.conversation_title}'
        f'<input name="title" value="{title}" maxlength="{MAX_TITLE}" autocomplete="off" required></label>'
        f'<button type="submit">{texts.rename}</button></form>'
        f"<p>{texts.save_as}: {saves}</p>"
        f'<details class="k-confirm"><summary>{texts.delete}</summary><p>{texts.delete_sure}</p>'
        f'<button type="button" data-delete="{each.id}">{texts.delete_yes}</button></details></div></details></li>'
    )
