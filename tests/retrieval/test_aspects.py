"""The aspect of a question is recognised in both languages, as people ask; titles name it, too."""

import pytest

from retrieval.aspects import Aspect, aspect_of, names_aspect


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("apa yang bikin susah programnya jalan?", Aspect.OBSTACLE),
        ("What got in the way of the harvest?", Aspect.OBSTACLE),
        ("ganjalan koperasi desa", Aspect.OBSTACLE),
        ("Mengapa petani sulit mendapat pupuk?", Aspect.OBSTACLE),
        ("kok bisa panen naik?", Aspect.DRIVER),
        ("alasan memilih desa itu", Aspect.DRIVER),
        ("Why did the village join?", Aspect.DRIVER),
        ("caranya gimana", Aspect.MECHANISM),
        ("How does the cache evict a line?", Aspect.MECHANISM),
        ("dampaknya ke nelayan apa?", Aspect.IMPACT),
        ("What effects did the dam have?", Aspect.IMPACT),
        ("metode apa yang dipakai?", Aspect.METHOD),
        ("Where did the data come from?", Aspect.METHOD),
        ("agrowisata itu apa?", Aspect.DEFINITION),
        ("What is meant by resilience?", Aspect.DEFINITION),
        ("saran penulis buat pemda", Aspect.RECOMMENDATION),
        ("What future work is proposed?", Aspect.RECOMMENDATION),
        ("Siapa dosen pembimbingnya?", None),
        ("Berapa luas sawahnya?", None),
        ("Which year was it?", None),
    ],
)
def test_the_aspect_is_what_the_question_asks_for(question: str, aspect: Aspect | None) -> None:
    assert aspect_of(question) == aspect


@pytest.mark.parametrize(
    ("title", "aspect"),
    [
        ("4.3 Faktor Penghambat", Aspect.OBSTACLE),
        ("Threats and Limitations", Aspect.OBSTACLE),
        ("Metode Pengumpulan Data", Aspect.METHOD),
        ("SARAN", Aspect.RECOMMENDATION),
        ("Dampak Ekonomi", Aspect.IMPACT),
    ],
)
def test_a_title_names_its_aspect(title: str, aspect: Aspect) -> None:
    assert names_aspect(title, aspect)
