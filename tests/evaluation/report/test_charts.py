"""The plots: one ``svg`` each that reaches for nothing, with its values and words as text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from evaluation.report import charts
from evaluation.report.charts import Axis, Point

AXIS = Axis("ke kanan", "ke atas")
HITS = {"Indonesia (3)": {"1": Point(0.25, 0.0, 0.5), "5": Point(0.75, None, None)}, "Inggris (2)": {"5": Point(1.0)}}
PLOTS = {
    "curve": charts.curve([(0.5, 0.0), (1.0, 0.25)], AXIS, True),
    "one point": charts.curve([(1.0, 0.0)], AXIS, False),
    "grouped": charts.grouped_points(HITS, ["1", "5"], AXIS, True),
    "dots": charts.dot_rows(
        {"<b> $x^2$ &": {"k = 1": Point(0.5), "k = 5": Point(None)}}, ["k = 1", "k = 5"], AXIS, True
    ),
    "within": charts.shares_within({"cari": [0.0, 12.0, 20.5], "semua": [40.0, 900.0, 41.0]}, AXIS, True),
    "one time": charts.shares_within({"cari": [7.0]}, AXIS, False),
    "histograms": charts.two_histograms({"ya": [0.1, 0.9, 1.7], "tidak": [0.5]}, 0.5, "batas", AXIS, True),
    "forest": charts.forest(
        {"a": Point(0.2, 0.1, 0.3), "b": Point(-0.1, -0.3, 0.1)}, ["better", "unclear"], AXIS, True
    ),
    "no difference": charts.forest({"a": Point(0.0, 0.0, 0.0)}, ["unclear"], AXIS, False),
}


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("svg", PLOTS.values(), ids=PLOTS.keys())
def test_a_plot_is_one_svg_element_that_reaches_for_nothing(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width") is None
    assert root.get("viewBox")
    references = re.findall(r'(?:href="|src="|url\()([^")]*)', svg)
    assert all(reference.startswith("#") for reference in references)
    assert not re.search(r"<style|<image|<script|<metadata|\bnan\b", svg, re.IGNORECASE)


@pytest.mark.parametrize("svg", PLOTS.values(), ids=PLOTS.keys())
def test_every_reference_of_a_plot_leads_to_an_element_of_its_own(svg: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', svg)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]*)', svg)) <= set(ids)


def test_no_two_plots_share_an_id() -> None:
    ids = [id_ for svg in PLOTS.values() for id_ in set(re.findall(r'\bid="([^"]*)"', svg))]
    assert len(ids) == len(set(ids))


def test_the_same_values_give_the_same_bytes() -> None:
    assert charts.curve([(0.5, 0.0), (1.0, 0.25)], AXIS, True) == PLOTS["curve"]


def test_words_are_text_and_names_are_neither_markup_nor_formulas() -> None:
    assert {"ke kanan", "ke atas"} <= set(words(PLOTS["curve"]))
    assert "<b> $x^2$ &" in words(PLOTS["dots"])
    assert {"Indonesia (3)", "Inggris (2)"} <= set(words(PLOTS["grouped"]))


def test_numbers_along_the_axes_are_written_as_the_language_writes_them() -> None:
    assert "0,2" in words(PLOTS["curve"])
    assert not any("." in text for text in words(PLOTS["curve"]))
    assert "0.2" in words(charts.curve([(0.5, 0.0), (1.0, 0.25)], AXIS, False))
    assert "−0,2" in words(PLOTS["forest"])


def test_a_group_stands_over_the_values_that_it_has_and_no_others() -> None:
    only_at_five = charts.grouped_points({"Inggris": {"5": Point(1.0)}}, ["1", "5"], AXIS, True)
    assert {"1", "5"} <= set(words(only_at_five))
