"""Whether an answer says what is right: the set's key facts, and how like its reference it is.

What is compared is what the answer states: its statements' texts, or where it has none its text without the ``[n]``.
Answerable questions alone count, each with the key facts or the reference that it has; one that was refused or failed
has 0. All are means over questions, from 0 to 1.

- ``key_facts``: the share of the key facts that the answer holds; of ``a|b`` either will do.
- ``token_f1``: the harmonic mean of the share of the answer's words that are in the reference and of the reference's
  that are in the answer, each as often as it occurs (SQuAD, Rajpurkar et al. 2016). English articles do not count, as
  in SQuAD; Indonesian has none.
- ``rouge_l``: the same with the longest common subsequence of words in place of the common words (Lin 2004), all
  words, not stemmed.
- ``chrf``: the F score of character n-grams up to 6, recall twice as important (chrF2, Popović 2015), by sacrebleu,
  divided by 100.

The words are those of ``words``: case, white space and punctuation make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.metrics.asked import Asked, PerQuestion
from evaluation.metrics.citations import without_markers
from evaluation.results import QuestionResult
from ingest.language import Language

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"(?:(?<![^\W_])[-−])?\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*|[^\W_]")
_ARTICLES: dict[Language, frozenset[str]] = {"en": frozenset({"a", "an", "the"}), "id": frozenset()}

_NEGATING = frozenset({"non", "anti", "un", "in", "tak", "nir", "kontra", "counter"})
"""Joined by a hyphen, these make the opposite of a word: "non-formal" does not hold "formal"."""

_SHORTEST_BEGINNING = 4
"""A key fact may end in the beginning of a word ("preserv") of so many letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word; ``negated`` where a hyphen joins it to a prefix that turns it around."""

    text: str
    negated: bool


def per_question(asked: Sequence[Asked]) -> PerQuestion:
    """``key_facts``, ``token_f1``, ``rouge_l`` and ``chrf`` of the answerable questions that have gold for it."""
    values: PerQuestion = {"key_facts": {}, "token_f1": {}, "rouge_l": {}, "chrf": {}}
    for each in asked:
        if not each.question.answerable:
            continue
        said = stated(each.result) if each.answered else ""
        facts = [fact for fact in each.question.key_facts if words(fact)]
        if facts:
            values["key_facts"][each.id] = sum(holds_fact(said, fact) for fact in facts) / len(facts)
        reference = each.question.reference
        if words(reference):
            values["token_f1"][each.id] = token_f1(said, reference, each.question.language)
            values["rouge_l"][each.id] = rouge_l(said, reference)
            values["chrf"][each.id] = chrf(said, reference)
    return values


def stated(result: QuestionResult) -> str:
    """What the answer says, without introduction, titles and markers."""
    said = "\n".join(statement.text for statement in result.statements) or result.answer
    return without_markers(said)


def words(text: str) -> tuple[str, ...]:
    """The words and numbers, without case and punctuation. A number keeps its sign, and a comma in it is a point.

    >>> words("Naik −97,4% (PM2.5) di Kota-Kota: Bau‑Bau_2024!")
    ('naik', '-97.4', 'pm2', '5', 'di', 'kota', 'kota', 'bau', 'bau', '2024')
    """
    return tuple(word.text for word in _words(text))


def holds_fact(text: str, fact: str) -> bool:
    """Whether the text holds the fact, or one of those between its ``|``: the same words in a row.

    It begins where a word begins and ends where one ends; only a last word of four or more letters may go on, for sets
    give beginnings of words that are inflected ("preserv", "memahami diri"). A number never goes on.

    >>> holds_fact("Pemerintah kota-kota kecil (2009).", "kota  kecil"), holds_fact("pada 20091", "2009")
    (True, False)
    >>> holds_fact("It was preserved.", "flexib|preserv"), holds_fact("Pendidikan non-formal, informal", "formal")
    (True, False)
    """
    said = tuple(_words(text))
    return any(_holds(said, wanted) for part in fact.split("|") if (wanted := words(part)))


def token_f1(answer: str, reference: str, language: Language) -> float:
    """The F1 of the words in common.

    >>> token_f1("The program began in 2009", "in 2009", "en")      # precision 2/4, recall 2/2
    0.666...
    """
    said, wanted = (
        Counter(word for word in words(text) if word not in _ARTICLES[language]) for text in (answer, reference)
    )
    return _f1((said & wanted).total(), said.total(), wanted.total())


def rouge_l(answer: str, reference: str) -> float:
    """The F1 of the longest common subsequence of words.

    >>> rouge_l("police kill the gunman", "police killed the gunman")      # police the gunman: 3 of 4 and 3 of 4
    0.75
    """
    said, wanted = words(answer), words(reference)
    return _f1(_longest_common_subsequence(said, wanted), len(said), len(wanted))


def chrf(answer: str, reference: str) -> float:
    """chrF2 as a share.

    >>> chrf("Kota Seoul", "Kota Seoul"), chrf("", "Kota")
    (1.0, 0.0)
    """
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(answer, [reference]).score) / 100


def _f1(common: int, said: int, wanted: int) -> float:
    return 2 * common / (said + wanted) if common else 0.0


def _longest_common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    lengths = [0] * (len(second) + 1)
    for word in first:
        diagonal = 0
        for at, other in enumerate(second, 1):
            diagonal, lengths[at] = lengths[at], diagonal + 1 if word == other else max(lengths[at], lengths[at - 1])
    return lengths[-1]


def _words(text: str) -> Iterator[Word]:
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    before, end = "", 0
    for match in _WORD.finditer(folded):
        joined = folded[end : match.start()] in ("-", "‐") and bool(before)
        word = match[0].replace(",", ".").replace("−", "-")
        yield Word(word, joined and before in _NEGATING)
        before, end = word, match.end()


def _holds(said: Sequence[Word], wanted: Sequence[str]) -> bool:
    *first, last = wanted
    return any(
        not said[start].negated
        and all(said[start + at].text == word for at, word in enumerate(first))
        and _ends_in(said[start + len(first)].text, last)
        for start in range(len(said) - len(first))
    )


def _ends_in(word: str, wanted: str) -> bool:
    may_go_on = len(wanted) >= _SHORTEST_BEGINNING and wanted.isalpha()
    return word == wanted or (may_go_on and word.startswith(wanted))
