"""The report as a page: what it says, that it reaches for nothing, and that no text of others becomes markup."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

from evaluation.metrics.summary import METRICS, measure
from evaluation.report.page import SHOWN_OF_A_FAULT, report_html
from evaluation.report.tables import HEADLINES, MOST_GROUPS, SUMMARY
from evaluation.report.texts import TEXTS, Texts
from evaluation.report.worst import Fault
from ingest.language import Language
from tests.evaluation.report import small_run as small

MEASURED = measure(small.QUESTIONS, small.RESULTS, lambda _: None)
LANGUAGES: tuple[Language, ...] = ("id", "en")
VOID = {"meta", "br", "img", "link", "input", "hr"}


def page_link(document: str, page_index: int) -> str | None:
    return f"/pages/{page_index}.png?a=1&b=2" if document == small.HARBOUR else None


def page(language: Language = "en") -> str:
    return report_html(small.CONFIG, small.QUESTIONS, small.RESULTS, MEASURED, language, page_link=page_link)


class Reader(HTMLParser):
    """What a page is made of: its elements, addresses, ids, and the text within each article."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.articles: list[str] = []
        self.feed(html)
        self.close()
        self.articles = [" ".join(text.split()) for text in self.articles]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "article":
            self.articles.append("")
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "article" in self.open:
            self.articles[-1] += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_request_leaves_the_page(language: Language) -> None:
    html = page(language)
    read = Reader(html)
    links = {page_link(small.HARBOUR, index) for index in range(11)}
    assert [a for a in read.addresses if not a.startswith("#") and a not in links] == []
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(read.tags)
    assert "@import" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_its_fragments_lead_somewhere(language: Language) -> None:
    read = Reader(page(language))
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert {address[1:] for address in read.addresses if address.startswith("#")} <= set(read.ids)


def test_the_same_run_gives_the_same_page() -> None:
    assert page() == page()


def test_texts_of_questions_theses_errors_and_settings_are_no_markup() -> None:
    html = page()
    assert {"<b>", "<i>", "<u>", "<boom>", "<harbour>", "<pindah>"} & set(re.findall(r"<[a-z]+>", html)) <= {"<b>"}
    assert "<b>" not in html
    for escaped in (
        "pelabuhan &lt;b&gt;.pdf",
        "&lt;harbour&gt;",
        "&lt;boom&gt;",
        "korpus &lt;b&gt;",
        "goods",
        "&lt;u&gt;",
    ):
        assert escaped in html
    assert 'href="/pages/9.png?a=1&amp;b=2"' in html


def test_the_worst_questions_come_in_order_each_with_its_words() -> None:
    cards = [text for text in Reader(page()).articles if "q-" in text]
    order = ["q-failed", "q-missed", "q-nowhere-surer", "q-nowhere", "q-refused-more", "q-refused"]
    assert [re.search(r"q-[a-z-]+", card).group() for card in cards] == order  # type: ignore[union-attr]


def test_a_missed_question_shows_what_was_found_and_what_should_have_been() -> None:
    (card,) = (text for text in Reader(page()).articles if "q-missed" in text)
    assert "Should have been found pelabuhan <b>.pdf, p. 6 (PDF p. 10)Para pedagang <pindah>." in card
    assert "A right answer The traders & their goods moved." in card
    assert "moved / left · traders" in card
    assert "Reader: Tell me about the <u>harbour</u>." in card
    assert "1. pasar.pdf, PDF p. 2 · score 2.75" in card
    assert "10. pasar.pdf, PDF p. 11 · score 0.50" in card
    assert "right page" not in card


def test_the_right_page_is_marked_where_it_was_found_though_the_answer_was_refused() -> None:
    (card,) = (text for text in Reader(page()).articles if " q-refused " in text)
    assert "2. pelabuhan <b>.pdf, PDF p. 6, PDF p. 7 · score 2.50 ✓ right page" in card
    assert "1. pasar.pdf, PDF p. 3 · score 2.75 Gudang" in card


def test_a_failed_question_says_why() -> None:
    (card,) = (text for text in Reader(page()).articles if "q-failed" in text)
    assert "Error ValueError: <boom>" in card
    assert "Failed with an error, and counted as wrong: 1." in page()


def test_a_page_without_a_picture_is_named_without_a_link() -> None:
    html = report_html(small.CONFIG, small.QUESTIONS, small.RESULTS, MEASURED, "id")
    assert all(address.startswith("#") for address in Reader(html).addresses)
    assert "hlm. 6 (PDF hlm. 10)" in html


def test_the_summary_has_value_interval_and_number_of_questions() -> None:
    cards = re.findall(
        r'class="name">([^<]*)</span><span class="value">([^<]*)</span>\s*<span class="of">([^<]*)<', page("id")
    )
    figures = {name: (value, of) for name, value, of in cards}
    value, of = figures["Halaman benar di urutan pertama"]  # right at once: q-right and q-refused-more, of 5
    assert value == "0,40"
    assert of.endswith(" dari 5")
    assert figures["Tepat dijawab atau ditolak"][0] == "0,38"  # q-right, q-missed and q-well-refused, of 8


def test_a_small_set_says_that_its_intervals_are_wide() -> None:
    figure = MEASURED.all["page_hit@1"]
    assert figure.low is not None
    assert figure.high is not None
    assert (
        f"Right page first was 0.40, and with other questions of the same kind anything from {figure.low:.2f}" in page()
    )


def test_a_large_set_does_not_say_so() -> None:
    questions = [replace(small.RIGHT, id=str(at)) for at in range(400)]
    results = [replace(small.RESULTS[0], id=str(at)) for at in range(400)]
    measured = measure(questions, results, lambda _: None)
    html = report_html({}, questions, results, measured, "en")
    assert "This set is small" not in html
    assert TEXTS["en"].worst_none in html


def test_of_each_fault_only_so_many_are_shown_and_the_rest_is_counted() -> None:
    questions = [replace(small.FAILED, id=f"f{at}") for at in range(SHOWN_OF_A_FAULT + 3)]
    results = [replace(small.failed(small.FAILED), id=each.id) for each in questions]
    html = report_html({}, questions, results, measure(questions, results, lambda _: None), "en")
    assert html.count('<article class="question">') == SHOWN_OF_A_FAULT
    assert "Not shown here: 3 more" in html


def test_groups_of_few_questions_are_set_back_and_each_group_says_how_many_it_has() -> None:
    html = page("en")
    assert '<tr class="few"><th scope="row">unanswerable</th><td>3</td>' in html
    assert TEXTS["en"].few_questions in html


def test_of_thousands_of_documents_only_the_largest_groups_are_shown_and_the_rest_is_counted() -> None:
    questions = [replace(small.WELL_REFUSED, id=str(at), documents=(f"{at}.pdf",)) for at in range(MOST_GROUPS + 5)]
    questions.append(replace(small.WELL_REFUSED, id="again", documents=("44.pdf",)))
    results = [replace(small.RESULTS[-1], id=each.id) for each in questions]
    html = report_html({}, questions, results, measure(questions, results, lambda _: None), "en")
    assert '<th scope="row">44.pdf</th><td>2</td>' in html
    assert html.count(".pdf</th><td>") == MOST_GROUPS
    assert "not shown here: 5;" in html


def test_what_was_run_is_there_in_full() -> None:
    html = page("en")
    assert f'<dt>Question set, SHA-256</dt><dd class="code">{"a" * 64}</dd>' in html
    assert '<dt>Setting: dense_weight</dt><dd class="code">0.8</dd>' in html
    assert '<dt>Package: numpy</dt><dd class="code">2.4.6</dd>' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_with_a_value_is_explained_with_formula_and_source(language: Language) -> None:
    explained = " ".join(Reader(page(language)).articles)
    for name, metric in METRICS.items():
        if MEASURED.all[name].value is not None:
            assert f"{name} {metric.formula[language]}" in explained
            assert metric.source in explained


def test_the_metrics_named_here_are_measured() -> None:
    assert {*SUMMARY, *HEADLINES} <= set(METRICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plots_are_there_with_their_words(language: Language) -> None:
    html = page(language)
    assert html.count("<svg") == len(TEXTS[language].plot_titles)
    assert all(title in html for title in TEXTS[language].plot_titles.values())


def test_a_run_in_which_everything_failed_is_still_a_report() -> None:
    questions, results = [small.FAILED], [small.failed(small.FAILED)]
    html = report_html({}, questions, results, measure(questions, results, lambda _: None), "id")
    assert "Gagal (1)" in html
    assert "nan" not in re.findall(r"\w+", html.casefold())


def test_both_languages_have_every_text_and_the_same_keys_and_values_to_fill_in() -> None:
    english, indonesian = TEXTS["en"], TEXTS["id"]
    for field in fields(Texts):
        one, other = getattr(english, field.name), getattr(indonesian, field.name)
        if isinstance(one, str):
            assert one
            assert other
            assert set(re.findall(r"\{\w+\}", one)) == set(re.findall(r"\{\w+\}", other)), field.name
        elif field.name != "types":
            assert one.keys() == other.keys(), field.name
            assert all(one.values()), field.name
            assert all(other.values()), field.name
    assert set(english.faults) == set(Fault)
    assert set(english.short_titles) == set(HEADLINES)
