"""Questions drafted from a library's own headings and sentences, for a person to edit before they measure anything.

A draft turns one sentence, which is its evidence and its reference, into a question by a rule: a definition ("X adalah
…"), a reason ("… karena …"), a number with its unit, or a heading that names a mechanism, a driver, an obstacle and so
on. Its id begins with ``draft-``. The wording still stands close to the text, which makes it easy to find: whoever edits
it should ask as a reader would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from random import Random

from evaluation.formats.values import Evidence, SetQuestion
from ingest.catalogue.records import WholeDocument
from ingest.document import Section, SectionKind, pages_of
from ingest.language import Language, is_word
from ingest.library import Library
from ingest.sentences import sentences


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question and the sentence, by its offsets, that answers it; ``answer`` is what the question asks for."""

    start: int
    end: int
    type: str
    question: str
    answer: str
    key_facts: tuple[str, ...] = ()
    is_guess: bool = False  # whether the sentence answers at all: taken only where others do not suffice


def draft(library: Library, per_document: int, seed: int) -> tuple[SetQuestion, ...]:
    """Up to ``per_document`` drafts for each document, spread over it; the same for the same library and seed."""
    questions: list[SetQuestion] = []
    asked: set[str] = set()
    stems: Counter[str] = Counter()
    for entry in sorted(library.catalogue.entries(), key=lambda entry: (entry.file_name, entry.document_id)):
        stem = PurePath(entry.file_name).stem
        stems[stem] += 1
        name = stem if stems[stem] == 1 else f"{stem}-{stems[stem]}"
        whole = library.catalogue.whole_document(entry.document_id)
        for question in draft_document(whole, per_document, seed, f"draft-{name}"):
            by_title = _BY_TITLE[question.language].format(title=_one_line(whole.thesis.title))
            text = question.text if question.text not in asked else by_title + _lower_first(question.text)
            asked.add(text)
            questions.append(replace(question, text=text))
    return tuple(questions)


_BY_TITLE: dict[Language, str] = {"id": "Menurut “{title}”, ", "en": "According to “{title}”, "}
"""Before what was already asked of another thesis: each has its own definition of a term."""


def draft_document(whole: WholeDocument, count: int, seed: int, prefix: str) -> tuple[SetQuestion, ...]:
    """Up to ``count`` drafts for one document, in its order."""
    chosen = _spread(_drafts(whole), count, Random(f"{seed} {whole.document.sha256} {whole.document.file_name}"))
    return tuple(_question(each, whole, f"{prefix}-{number:03}") for number, each in enumerate(chosen, 1))


def _question(draft: _Draft, whole: WholeDocument, id_: str) -> SetQuestion:
    page = pages_of(whole.pages, draft.start, draft.end)[0]
    sentence = whole.document.text[draft.start : draft.end]
    return SetQuestion(
        id=id_,
        text=draft.question,
        language=_language(whole),
        type=draft.type,
        answerable=True,
        unanswerable_kind=None,
        documents=(whole.document.file_name,),
        evidence=(Evidence(whole.document.file_name, page.index, page.label, sentence),),
        reference=_one_line(sentence),
        key_facts=draft.key_facts,
        history=(),
    )


def _spread(drafts: Sequence[_Draft], count: int, random: Random) -> list[_Draft]:
    """At most ``count`` drafts from all parts of the document and of all types, in order; no sentence twice."""
    if not drafts:
        return []
    first, last = drafts[0].start, drafts[-1].start + 1
    left = list(drafts)
    random.shuffle(left)
    parts: list[int | None] = list(range(count))
    random.shuffle(parts)
    anywhere: list[int | None] = [None] * count
    types: Counter[str] = Counter()
    chosen: list[_Draft] = []
    turns = [(part, False) for part in parts + anywhere] + [(part, True) for part in anywhere]
    for part, guesses in turns:
        if len(chosen) == count:
            break
        inside = [
            each
            for each in left
            if each.is_guess == guesses and part in (None, (each.start - first) * count // (last - first))
        ]
        if inside:
            best = min(inside, key=lambda each: types[each.type])
            types[best.type] += 1
            chosen.append(best)
            left = [each for each in left if each.start != best.start and each.question != best.question]
    return sorted(chosen, key=lambda each: each.start)


def _drafts(whole: WholeDocument) -> list[_Draft]:
    """Every draft that the rules find, in the order of the text."""
    text, language = whole.document.text, _language(whole)
    speech = _Speech(language, _one_line(whole.thesis.title), frozenset(re.findall(r"\b[^\W\d_A-Z]\w+", text)))
    found: dict[tuple[int, str], _Draft] = {}
    for section in _leaves(whole.sections):
        usable = [
            (sentence.start, sentence.end)
            for sentence in sentences(text, section.start, section.end)
            if _is_usable(text[sentence.start : sentence.end])
        ]
        for start, end in usable:
            for each in _from_sentence(text[start:end], start, end, speech):
                found.setdefault((each.start, each.type), each)
        for each in _from_heading(section, usable, text, speech):
            found.setdefault((each.start, each.type), each)
    fit = [each for each in found.values() if _one_line(each.answer).casefold() not in each.question.casefold()]
    return sorted(fit, key=lambda each: (each.start, each.type))


def _leaves(sections: Sequence[Section]) -> Iterator[Section]:
    """The body's stretches of text that belong to one heading, each without the sections inside it."""
    for number, section in enumerate(sections):
        if section.kind is SectionKind.BODY:
            following = sections[number + 1].start if number + 1 < len(sections) else section.end
            end = min(section.end, following)
            if end > section.start:
                yield Section(section.document_id, section.level, section.kind, section.title, section.start, end)


_UNCLEAR = re.compile(
    r"(?:this|these|that|those|it|its|they|their|he|she|his|her|we|here|there|such|then|thus|hence|therefore|however"
    r"|furthermore|moreover|additionally|also|but|and|or|so|another|both|again|otherwise|instead|similarly|consequently"
    r"|finally|next|first|second|initially|now|since|while|whenever|if|as|assume|let|although|because|only|whether|note|recall|of course|upon|similar|likewise|to|in order"
    r"|for (?:this|these|example)|in (?:this|these)|the (?:former|latter|(?:first|second|third|next|last|other) )"
    r"|ini|itu|hal|ia|dia|mereka|kami|kita|namun|oleh|maka|sehingga|selain|dengan demikian|lebih lanjut|kemudian|lalu"
    r"|tetapi|akan tetapi|sebaliknya|demikian|begitu|di sisi lain|pertama|kedua|ketiga|tersebut|adapun|dalam hal|misalnya"
    r"|untuk itu|artinya|jika|bila|apabila|ketika|karena|meskipun|walaupun|sementara|sedangkan|sejalan|bahkan)\b",
    re.IGNORECASE,
)
"""Beginnings that point at another sentence: the question would not say what it is about."""

_POINTING = re.compile(
    r"\b(?:figure|fig|table|listing|section|chapter|line|lines|equation|algorithm|gambar|tabel|bab|lampiran|halaman)\.? ?\d|\bfollowing\b|\bberikut\b"
    r"|\babove\b|\bbelow\b|\bdi (?:atas|bawah)(?= ini\b|[.,;)])|https?:|\b(?:we|our|I|kami)\b|[{};=→]|…|\.\.\.",
    re.IGNORECASE,
)
"""Sentences about the thesis itself or its code make poor evidence."""

_UNSAID = re.compile(
    r"\b(?:this|these|those|such|it|its|they|them|their|here|he|she|now|ini|itu|tersebut|mereka|ia|dia|demikian|berikutnya)\b|nya\b",
    re.IGNORECASE,
)
"""In the part of a sentence that becomes the question, these point at what is not said there."""


def _is_usable(sentence: str) -> bool:
    """Whether a sentence can stand alone as evidence.

    >>> _is_usable("Desentralisasi memberi daerah wewenang yang lebih luas untuk bekerja sama."), _is_usable("Lihat Gambar 3.")
    (True, False)
    """
    words = sentence.split()
    letters = sum(letter.isalpha() or letter.isspace() for letter in sentence)
    return (
        7 <= len(words) <= 45
        and sentence[0].isupper()
        and sentence.rstrip("\"'”’)").endswith(".")
        and letters >= 0.85 * len(sentence)
        and all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "“”"))
        and not _POINTING.search(sentence)
    )


_SUBJECT = r"(?P<what>[^,;:.()“”]{3,60}?)"

_DEFINES: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        _SUBJECT + r",? (?P<copula>adalah|ialah|merupakan|didefinisikan sebagai|diartikan sebagai|dipahami sebagai) "
        r"(?P<is>(?!salah satu\b|contoh\b|bagian\b|hal\b|hasil\b|kunci\b|langkah\b|untuk\b|bahwa\b|hambatan\b|kendala\b|faktor\b|alasan\b|pembeda\b).{25,})",
        re.DOTALL,
    ),
    "en": re.compile(
        _SUBJECT
        + r" (?P<copula>is|are) (?P<is>(?:an? (?!result\b|good\b|bit\b|lot\b|very\b|problem\b)|(?:defined as|known as) "
        r"|the (?:process|method|technique|ability|part|number|set|act)\b|methods?\b|techniques?\b|programs?\b|registers?\b).{20,})",
        re.DOTALL,
    ),
}
_ASK_WHAT: dict[Language, str] = {"id": "Apa yang dimaksud dengan {what}?", "en": "What {copula} {what}?"}

_NO_TERM = re.compile(
    r"\b(?:that|which|who|if|when|where|to|for|by|not|one|idea|goal|reason|result|problem|difference|example|thing|case|step|aim|option|way"
    r"|approach|purpose|most|all|each|every|any|only|there|yang|tidak|jika|untuk|tujuan|alasan|hasil|masalah|contoh|langkah|salah satu|penelitian|penulis"
    r"|pertama|kedua|ketiga|keempat|first|second|third|last|tersebut|dapat|akan|telah|ini)\b",
    re.IGNORECASE,
)
"""In a subject, these say that it is no term to be defined."""

_REASON: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        r"(?P<what>[^;:.]{12,170}?),? (?<!oleh )(?:karena|dikarenakan) (?P<is>(?!itu\b|nya\b)[^;:]{20,})", re.DOTALL
    ),
    "en": re.compile(r"(?P<what>[^;:.]{12,170}?),? because (?P<is>(?!of\b)[^;:]{20,})", re.DOTALL),
}
_ASK_WHY: dict[Language, str] = {"id": "Mengapa {what}?", "en": "Why is it that {what}?"}

_MEANS: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        r"(?P<what>[^,;:.()]{15,140}?) (?P<how>(?:dapat |bisa )?(?:di\w{3,}|terbentuk|terjadi|berlangsung|tercapai)) "
        r"(?:melalui|lewat|dengan cara) (?P<is>.{20,})",
        re.DOTALL,
    ),
    "en": re.compile(
        r"(?P<what>[^,;:.()]{10,100}?) (?P<is_>is|are|was|were|can|could|will|must)(?P<be> be)? (?P<how>(?:\w+ly )?(?!worked)(?:\w+ed|done|built|found|made"
        r"|kept|set|known|held)) (?:by (?=\w+ing\b)|through |via |using )(?P<is>.{20,})",
        re.DOTALL,
    ),
}
_ASK_HOW: dict[Language, str] = {"id": "Bagaimana {what} {how}?", "en": "How {is_} {what}{be} {how}?"}

_OBSTACLE: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        r"(?P<what>(?:\w+ ){0,3}?(?:hambatan|kendala|tantangan|keterbatasan|kelemahan|masalah)\b[^,;:.()]{0,80}?) (?:adalah|ialah|yaitu|yakni) "
        r"(?P<is>.{20,})",
        re.DOTALL | re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?P<what>(?:The|A|One) (?:\w+ ){0,3}?(?:problem|challenge|limitation|drawback|disadvantage|obstacle|difficulty|downside|issue)\b"
        r"[^,;:.()]{0,80}?) (?:is|was) (?P<is>.{20,})",
        re.DOTALL,
    ),
}
_ASK_OBSTACLE: dict[Language, str] = {"id": "Apa {what}?", "en": "What is {what}?"}

_NO_SUBJECT = re.compile(
    r"\b(?:bahwa|that|which|for instance|for example|misalnya|some of|aforementioned)\b|\byang$", re.IGNORECASE
)

_COUNT_WORDS: dict[Language, str] = {
    "id": "dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh",
    "en": "two|three|four|five|six|seven|eight|nine|ten|twelve",
}
_UNITS: dict[Language, str] = {
    "id": "persen|orang|siswa|pelajar|guru|peserta|warga|jiwa|penutur|negara|kota|desa|sekolah|dosen|tahun|bulan|minggu|hari|jam|menit"
    "|detik|juta|ribu|miliar|rupiah|dolar|kilometer|km|meter|hektare|tahap|tahapan|jenis|bentuk|faktor|aspek|unsur|dimensi|pasal"
    "|kelompok|lapis|bidang|program|kali|indikator|konsep|kategori|bit|bita|byte",
    "en": "percent|per cent|bits|bytes|kilobytes|megabytes|gigabytes|[KMGT]i?B|seconds|milliseconds|minutes|hours|days|weeks|months"
    "|years|ms|[GM]Hz|times|instructions|registers|system calls|syscalls|lines|files|pages|levels|steps|phases|stages|types|kinds"
    "|parts|assignments|tests|points|students|people|cities|countries|states|modes|cores|threads|processes|variables|arguments"
    "|experiments|cases|conditions|entries|fields|operands",
}
_COUNTED: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?P<what>[^;:\d]{{15,150}}?\s)(?P<is>\d+(?:[.,]\d+)*|{_COUNT_WORDS[language]})"
        rf"(?P<unit>\s?%|\s(?:[\w-]+ )?(?:{_UNITS[language]})\b)(?P<after>[^,;:.()]{{0,90}})",
        re.DOTALL,
    )
    for language in ("id", "en")
}
_THINGS: dict[Language, str] = {
    "id": r"(?!yang|dalam|pada|dengan|untuk|sebagai|adalah|tentang|oleh|hingga|sampai|atau|serta|telah|akan|juga|dari|menjadi)"
    r"[a-z]{4,}",
    "en": r"(?:[a-z-]{3,} )?(?!is\b|was\b|has\b|does\b|as\b|its\b|this\b)[a-z]{3,}s",
}
_COUNTED_THINGS: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        r"(?P<what>[^;:\d]{15,150}?\s)(?P<is>\d{1,3}(?:[.,]\d{3})*)(?![.,]?\d)"
        rf"(?P<unit> {thing}\b)(?P<after>[^,;:.()]{{0,90}})",
        re.DOTALL,
    )
    for language, thing in _THINGS.items()
}
"""Digits before anything that can be counted; words for numbers stand before too much else."""

_BOUND = re.compile(
    r"\b(?:an?|the|its|all|both|between|each|version|level|type|step|kedua|para|dari|pasal|ayat|nomor|angka|tahap|ke|tahun|tanggal) $",
    re.IGNORECASE,
)
"""Before a number these make it part of a name, or of something said before: "a 64 bit register"."""

_HOW_MANY: dict[Language, str] = {"id": "berapa", "en": "how many"}
_PERCENT: dict[Language, str] = {"id": "persen", "en": "percent"}

_YEAR: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        r"(?P<what>[^;:\d()]{20,170}?\bpada tahun )(?P<is>(?:19|20)\d\d)(?P<after>[^,;:.()\d]{0,60})", re.DOTALL
    ),
    "en": re.compile(
        r"(?P<what>[^;:\d()]{20,170}?\bin )(?P<is>(?:19|20)\d\d)\b(?P<after>[^,;:.()\d]{0,60})", re.DOTALL
    ),
}
_WHICH_YEAR: dict[Language, str] = {"id": "berapa", "en": "which year"}


_LEAD = re.compile(
    r"(?:(?:Menurut|According to) [^,;:]{3,60}|(?:In|At|On|During|After|Before|Under|Dalam|Pada|Di|Sejak|Setelah|Untuk) [^,;:()\d]{3,60}), "
)
"""A phrase before the clause; it stays before the question."""

_OWN = re.compile(
    r"\b(?:penelitian|skripsi|tesis|tulisan) ini\b|\bthis (?:bachelor |master )?(?:thesis|work|project|paper)\b",
    re.IGNORECASE,
)


def _from_sentence(sentence: str, start: int, end: int, speech: _Speech) -> Iterator[_Draft]:
    """What can be asked of one sentence. The question keeps its words but those that answer.

    >>> speech = _Speech("id", "Kota Kembar", frozenset())
    >>> [d.question for d in _from_sentence("Paradiplomasi adalah hubungan luar negeri pemerintah daerah.", 0, 60, speech)]
    ['Apa yang dimaksud dengan Paradiplomasi?']
    >>> [(d.question, d.key_facts) for d in _from_sentence("Program pertukaran kota diikuti oleh 42 siswa.", 0, 46, speech)]
    [('Program pertukaran kota diikuti oleh berapa siswa?', ('42',))]
    """
    language = speech.language
    lead = _LEAD.match(sentence)
    before, clause = (lead[0], sentence[lead.end() :]) if lead else ("", sentence)
    if _UNCLEAR.match(sentence) or _UNCLEAR.match(clause) or _vague(before.replace(",", ""), years=True):
        return

    def ask(type_: str, form: str, found: re.Match[str], key_facts: tuple[str, ...] = ()) -> _Draft:
        parts = {name: part or "" for name, part in found.groupdict().items()}
        what = speech.inside(parts["what"])
        question = form.format(**parts | {"what": what})
        question = before + _lower_first(question) if before else question
        return _Draft(start, end, type_, _one_line(speech.named(question)), found["is"], key_facts)

    defines = _DEFINES[language].match(clause)
    if (
        defines
        and len(defines["what"].split()) <= 5
        and not _NO_TERM.search(defines["what"])
        and not _vague(defines["what"])
    ):
        yield ask("definition", _ASK_WHAT[language], defines)
    obstacle = _OBSTACLE[language].match(clause)
    if obstacle and len(obstacle["what"].split()) >= 4 and not _vague(obstacle["what"]):
        yield ask("obstacle", _ASK_OBSTACLE[language], obstacle)
    means = _MEANS[language].match(clause)
    if means and not _vague(means["what"]) and not _NO_SUBJECT.search(means["what"]):
        yield ask("mechanism", _ASK_HOW[language], means)
    reason = _REASON[language].match(clause)
    if reason and len(reason["what"].split()) >= 3 and not _vague(reason["what"]):
        yield ask("driver", _ASK_WHY[language], reason)
    counted = _COUNTED[language].match(clause) or _COUNTED_THINGS[language].match(clause)
    if counted and not _vague(counted["what"], commas=1) and not _BOUND.search(counted["what"]):
        unit = counted["unit"].strip().replace("%", _PERCENT[language])
        question = f"{before}{counted['what']}{_HOW_MANY[language]} {unit}{_whole(counted['after'])}?"
        yield _Draft(start, end, "number", _one_line(speech.named(question)), counted["is"], (counted["is"],))
    year = _YEAR[language].match(clause)
    if year and not counted and not _vague(year["what"], commas=1):
        question = f"{before}{year['what']}{_WHICH_YEAR[language]}{_whole(year['after'])}?"
        yield _Draft(start, end, "factoid", _one_line(speech.named(question)), year["is"], (year["is"],))


def _vague(words: str, commas: int = 0, years: bool = False) -> bool:
    """Whether words that are to stand in a question point at what is not said in it, or run on.

    >>> _vague("Program tersebut diikuti oleh"), _vague("Program itu"), _vague("Program penelitian ini"), _vague("Program kota")
    (True, True, False, False)
    """
    words = _OWN.sub("", words)
    return words.count(",") > commas or (not years and bool(re.search(r"\d", words))) or bool(_UNSAID.search(words))


@dataclass(frozen=True, slots=True)
class _Speech:
    """How a document's words are written inside a question. ``common`` are those that it writes without a capital."""

    language: Language
    title: str
    common: frozenset[str]

    def named(self, question: str) -> str:
        """The question with the thesis by its title where it says "this thesis"."""
        by_title = {"id": "penelitian “{}”", "en": "“{}”"}[self.language].format(self.title)
        named = _OWN.sub(lambda _: by_title, question)
        return named[0].upper() + named[1:] if question[0].isupper() else named

    def inside(self, words: str) -> str:
        """Words of a heading or of a sentence's beginning as they are written inside a sentence; names keep their capitals.

        >>> _Speech("id", "", frozenset()).inside("Teknik Pengumpulan Data")
        'teknik pengumpulan data'
        >>> _Speech("en", "", frozenset()).inside("The ELF header")
        'the ELF header'
        """
        return " ".join(word.lower() if self._is_common(word) else word for word in words.split())

    def _is_common(self, word: str) -> bool:
        return word.istitle() and all(
            part in self.common or is_word(part, self.language) for part in re.findall(r"\w+", word.lower())
        )


def _whole(after: str) -> str:
    """What follows the number up to a clause that would begin another thought."""
    return re.split(r"\b(?:and|which|that|while|but|dan|yang|sedangkan|tetapi|sehingga)\b", after)[0].rstrip()


# Headings: what they name, the type of the question, its words, and what a sentence that answers has.


@dataclass(frozen=True, slots=True)
class _Cue:
    heading: re.Pattern[str]
    type: str
    ask: str
    sign: re.Pattern[str]


def _cue(heading: str, type_: str, ask: str, sign: str) -> _Cue:
    return _Cue(re.compile(heading, re.IGNORECASE), type_, ask, re.compile(rf"\b(?:{sign})\b", re.IGNORECASE))


_CUES: dict[Language, tuple[_Cue, ...]] = {
    "id": (
        _cue(r".*(?:hambatan|kendala|tantangan|keterbatasan)", "obstacle", "Apa saja {heading} menurut “{title}”?",
             "tidak|belum|kurang|hanya|terbatas|hambatan|kendala|tantangan|sulit"),
        _cue(r"(?:latar belakang)", "driver", "Apa yang melatarbelakangi penelitian “{title}”?",
             "mendorong|melatarbelakangi|kebutuhan|mendesak"),
        _cue(r".*(?:faktor|pendorong|pendukung|motivasi|alasan|peluang)", "driver", "Apa saja {heading} menurut “{title}”?",
             "mendorong|mendukung|faktor|peluang|alasan"),
        _cue(r".*(?:metode|teknik|tipe penelitian|jenis (?:data|penelitian)|sumber data)", "method",
             "Apa {heading} yang dipakai dalam “{title}”?", "menggunakan|digunakan|dilakukan|terdiri|yakni|yaitu"),
        _cue(r"(?:pengertian|definisi) ", "definition", "Apa {heading} menurut “{title}”?", "adalah|merupakan|ialah"),
        _cue(r"(?:konsep|teori) ", "definition", "Apa inti {heading} menurut “{title}”?",
             "adalah|merupakan|ialah|menekankan|memandang|berpandangan|menjelaskan"),
        _cue(r".*(?:perbandingan|perbedaan|persamaan)", "comparison", "Bagaimana {heading} dalam “{title}”?",
             "berbeda|sedangkan|dibandingkan|lebih"),
        _cue(r".*(?:hasil|temuan|dampak|pengaruh)\b", "result", "Apa {heading} dalam “{title}”?",
             "menunjukkan|terbukti|berdampak|meningkat\\w*|menurun"),
        _cue(r".*(?:mekanisme|proses|strategi|cara|tahap|alur|peran|implementasi|pelaksanaan|penerapan|upaya|langkah)",
             "mechanism", "Bagaimana {heading} dalam “{title}”?", "melalui|dengan|dilakukan|cara|kemudian"),
    ),
    "en": (
        _cue(r".*\bmotivation$", "driver", "What motivates the work in “{title}”?", "because|need|important|expensive"),
        _cue(r".*\b(?:limitation|challenge|problem|obstacle|barrier|difficult)(?!\w* (?:desc|state))", "obstacle",
             "What {heading} does “{title}” describe?", "not|cannot|only|lack|limited|hard|difficult|problem|fails?"),
        _cue(r".*\b(?:driver|factor|reason|benefit|advantage|opportunit)", "driver",
             "What {heading} does “{title}” describe?", "because|allows?|benefit|reason|advantage"),
        _cue(r".*\b(?:method|methodology|data collection|setup)\b", "method", "What does “{title}” use for {heading}?",
             "used?|using|measured"),
        _cue(r".*\b(?:comparison|difference|versus|vs)\b", "comparison", "How does “{title}” describe {heading}?",
             "than|whereas|while|compared|unlike"),
        _cue(r".*\b(?:complexity|performance|size of|time to|\w+ time|impact|findings)\b", "result",
             "What does “{title}” find about {heading}?",
             r"linear|constant|faster|slower|smaller|larger|grows?|reduced|\w+creased?|improve\w*|half|twice|\d+"),
        _cue(r"(?!introduction|basics|conclusion|implementation|.*(?:assignment|implementation|instructions?|information)$)"
             r".*\b(?:\w{3,}ing|\w+ation|\w+lation|\w+ution|algorithm|mechanism|process|strategy|traversal|traps?|faults?"
             r"|calls)$", "mechanism", "How {do} {heading} work in “{title}”?",
             r"by \w+ing|using|handled by|consists? of|creates?|stores?|checks?|sets?|adds?|until"),
        _cue(r"(?:\w{3,}ing) (?!.*\b(?:assignment|example))", "mechanism", "How does {heading} work in “{title}”?",
             r"by \w+ing|using|handled by|consists? of|creates?|stores?|checks?|sets?|adds?|until"),
    ),
}  # fmt: skip
"""The first that fits a heading counts."""

_NUMBERING = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Za-z]\.|\(?\d+\)|[IVX]+\.)\s+")


def _from_heading(section: Section, usable: Sequence[tuple[int, int]], text: str, speech: _Speech) -> Iterator[_Draft]:
    """A question from the section's heading, answered by the sentence in it that speaks of the heading the most."""
    heading = _NUMBERING.sub("", section.title).strip(" .:")
    cue = next((each for each in _CUES[speech.language] if each.heading.match(heading)), None)
    if cue is None or section.level == 1 or not usable or not 1 <= len(heading.split()) <= 9:
        return
    roots = {_root(word) for word in re.findall(r"\w{4,}", heading)}

    def score(bounds: tuple[int, int]) -> int:
        sentence = text[bounds[0] : bounds[1]]
        shared = len(roots & {_root(word) for word in re.findall(r"\w{4,}", sentence)})
        if not shared or _UNCLEAR.match(sentence):
            return 0
        return min(shared, 2) + (len(sentence.split()) >= 12) + 4 * bool(cue.sign.search(sentence))

    best = max(usable, key=score)  # of equals the first
    if score(best):
        question = cue.ask.format(heading=speech.inside(heading), title=speech.title, do=_do(heading))
        yield _Draft(*best, cue.type, question, text[best[0] : best[1]], is_guess=score(best) < 4)


def _do(heading: str) -> str:
    """What stands between "How" and a heading.

    >>> _do("System Calls"), _do("Merging Contexts"), _do("Core Algorithm")
    ('do', 'does', 'does the')
    """
    head = re.split(r" (?:of|for|to|in|with) ", heading)[0]
    if re.search(r"\b(?:algorithm|strategy|process|mechanism|traversal)$", head, re.IGNORECASE):
        return "does" if head.lower().startswith("the ") else "does the"
    is_many = head.endswith("s") and not head.endswith(("ss", "us", "is", "ics"))
    return "do" if is_many and not head.split()[0].endswith("ing") else "does"


def _root(word: str) -> str:
    """Forms of one word, roughly: what is shared decides between sentences, it is shown to nobody."""
    return re.sub(r"^(?:me[nm]?[gy]?|di|pe[nm]?[gy]?|ber|ter|ke)(?=\w{4})", "", word.casefold())[:5]


def _language(whole: WholeDocument) -> Language:
    return "en" if whole.thesis.language == "en" else "id"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
