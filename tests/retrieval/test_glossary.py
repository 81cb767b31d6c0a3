"""A question's words are known in the other language where the reviewed list has them."""

from retrieval.glossary import translations
from retrieval.lexicon import rows


def test_words_go_to_the_other_language_and_back() -> None:
    assert translations(["kendala"], "id") == ("constraint", "obstacle")
    assert "kendala" in translations(["obstacle"], "en")
    assert "kendala" in translations(["Obstacles".casefold()], "en")


def test_unknown_words_and_names_have_no_translation() -> None:
    assert translations(["zamrud", "makassar"], "id") == ()


def test_words_of_one_stem_are_kept_apart() -> None:
    assert translations(["pemerintah"], "id") == ("government",)
    assert "government" not in translations(["perintah"], "id")


def test_the_list_is_clean() -> None:
    entries = rows("glossary")
    assert len(entries) >= 200
    assert len(set(entries)) == len(entries)
    assert all(len(entry) == 2 and all(cell == cell.casefold() for cell in entry) for entry in entries)
