"""Names of authors: what looks like one, how several are divided, and when two spellings are one author. Pure.

Many Indonesian authors have no family name and are cited by one or by all of their names, so names are compared
by their words and never by a guess at which of them is the family's.
"""

from __future__ import annotations

import re
import unicodedata

PARTICLES = frozenset("van von de der den di da del della dos du la le ter ten zu bin binti ibn al el".split())
LEADING_PARTICLES = PARTICLES - frozenset("di da la le".split())
"""Those that begin a name in running text; the others are words of Indonesian too, or too short to tell."""

_IN_ORGANISATIONS = frozenset("of for the and on untuk dan pada dalam negeri".split())

NEVER_NAMES = frozenset(
    "januari februari maret april mei juni juli agustus september oktober november desember january february march may "
    "june july august october december jan feb mar apr jun jul aug agu sep sept oct okt nov dec des senin selasa rabu "
    "kamis jumat sabtu minggu monday tuesday wednesday thursday friday saturday sunday tahun tanggal pasal ayat nomor no "
    "undang-undang uu perpres permen perda pp pepres keppres permendagri peraturan wawancara interview bab tabel gambar "
    "bagan grafik lampiran figure table chapter section algorithm listing appendix equation hlm halaman versi version "
    "sejak since late early until hingga sampai periode between antara circa around sekitar accessed diakses visited "
    "menurut penelitian studi kajian hasil karya tulisan jurnal artikel buku skripsi tesis disertasi teori konsep "
    "definisi pendapat pandangan dalam pada dari oleh dengan untuk seperti sebagaimana selain sementara sedangkan namun "
    "tetapi adapun kemudian selanjutnya berdasarkan mengutip mengacu merujuk sejalan berbeda senada serupa demikian "
    "begitu juga bahwa karena ketika saat jika bila melalui antara seiring sesuai hal ini itu peneliti terdahulu "
    "according in the this that these those as by from with when while since although however also both see cf study "
    "studies research work works paper article book thesis theory following based recently similarly later in on at "
    "after before for and but or if where whereas both moreover furthermore thus hence like unlike given using".split()
)
"""Words with capitals that begin sentences or name dates and laws, and so stand before years without being authors."""

OWN_NAMES = frozenset("penulis peneliti author authors researcher writer".split())
"""How a thesis names itself as the source of a figure: "(Peneliti, 2025)"."""

_OTHERS = re.compile(
    r",?\s*(?:\bet\.?\s?al\b\.?|\bdkk\b\.?|\bdan kawan-kawan\b|\band others\b|\band colleagues\b)[\s,]*$"
)
_DIVIDER = re.compile(r"\s*,\s*(?:&|and\b|dan\b|und\b)\s*|\s*[,;&]\s*|\s+(?:and|dan|und)\s+")
_INITIALS = re.compile(r"(?:[A-Z]{1,2}\.?[\s\-]*){1,4}(?:,?\s*Jr\.?)?|Jr\.?|I{2,3}")
_WORD = re.compile(r"[^\W\d_][\w’‘'`.\-]*")


def folded_words(name: str) -> tuple[str, ...]:
    """The words of a name without initials, accents and signs, for comparison.

    >>> folded_words("Asanović, K."), folded_words("Al-Putra")
    (('asanovic',), ('alputra',))
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    words = (re.sub(r"[^\w]", "", word).casefold() for word in re.split(r"[\s,;&()]+", plain))
    return tuple(word for word in words if len(word) > 1)


def is_name(piece: str) -> bool:
    """Whether it can be the name of a person or a body: words with capitals, with particles between them.

    >>> is_name("Sigit Wirawan Priyanto"), is_name("van der Berg"), is_name("Badan Pusat Statistik"), is_name("kota kembar")
    (True, True, True, False)
    >>> is_name("Mei"), is_name("Tahun")
    (False, False)
    """
    words = piece.split()
    if not 1 <= len(words) <= 9 or not any(word[0].isupper() and len(word.strip(".")) > 1 for word in words):
        return False
    if words[0].casefold() in _IN_ORGANISATIONS:
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    bare = word.casefold().strip(".,")
    if bare in NEVER_NAMES and bare not in _IN_ORGANISATIONS:
        return False
    if bare in PARTICLES or bare in _IN_ORGANISATIONS:
        return True
    return bool(_WORD.fullmatch(word)) and word[0].isupper()


def divide_names(text: str) -> tuple[tuple[str, ...], bool] | None:
    """The names in front of a year, and whether others are meant besides; None where these are no names.

    >>> divide_names("Alam & Sudirman"), divide_names("Dermawan et al.,"), divide_names("pada bulan")
    ((('Alam', 'Sudirman'), False), (('Dermawan',), True), None)
    """
    others = _OTHERS.search(text)
    pieces = [piece.strip(" ,\n") for piece in _DIVIDER.split(text[: others.start()] if others else text)]
    names = [piece for piece in pieces if piece and not _INITIALS.fullmatch(piece)]
    names = names or [piece for piece in pieces if piece.isupper() and len(piece) > 1 and "." not in piece]
    if not names or not all(map(is_name, names)):
        return None
    return tuple(" ".join(name.split()) for name in names), others is not None


def divide_authors(block: str) -> tuple[str, ...]:
    """The authors in front of a bibliography entry, each as printed.

    >>> divide_authors("Alam, S., & Sudirman, A."), divide_authors("Priyanto, Hadi, and Rudi Hartono")
    (('Alam, S.', 'Sudirman, A.'), ('Priyanto, Hadi', 'Rudi Hartono'))
    >>> divide_authors("Clark Barrett, Pascal Fontaine, and Cesare Tinelli")
    ('Clark Barrett', 'Pascal Fontaine', 'Cesare Tinelli')
    """
    block = _OTHERS.sub(
        "", " ".join(block.split()).strip(" ,.;:") + ("." if re.search(r"\b[A-Z]\.?\s*,?$", block.strip()) else "")
    )
    chunks = [chunk for chunk in re.split(r",?\s*(?:&|\band\b|\bdan\b|\bund\b|;)\s*", block) if chunk.strip(" ,.")]
    authors: list[str] = []
    for at, chunk in enumerate(chunks):
        authors.extend(_authors_of_chunk([piece.strip() for piece in chunk.split(",") if piece.strip(" .")], at == 0))
    return tuple(authors)


def _authors_of_chunk(pieces: list[str], first: bool) -> list[str]:
    if any(_INITIALS.fullmatch(piece) for piece in pieces[1:]):
        authors: list[str] = []
        for piece in pieces:
            if authors and _INITIALS.fullmatch(piece):
                authors[-1] += f", {piece}"
            else:
                authors.append(piece)
        return authors
    if len(pieces) == 2 and (first or all(len(piece.split()) == 1 for piece in pieces)) and len(pieces[0].split()) < 3:
        both_full = all(len(piece.split()) > 1 for piece in pieces)
        return pieces if both_full else [", ".join(pieces)]
    if len(pieces) == 2 and pieces[1].rstrip(".") in {"Inc", "Ltd", "Tbk", "Jr"}:
        return [", ".join(pieces)]
    return pieces


def has_others(block: str) -> bool:
    """Whether authors end with "et al." or its like.

    >>> has_others("Biere et al."), has_others("Biere, A.")
    (True, False)
    """
    return _OTHERS.search(block.rstrip(" .,")) is not None


def is_same_author(mentioned: str, author: str) -> bool:
    """Whether a text's name for an author can stand for the author of an entry: all its words are among the entry's.

    >>> is_same_author("Putra Pratama", "Putra Pratama, R."), is_same_author("BPS", "Badan Pusat Statistik")
    (True, True)
    >>> is_same_author("Wendt", "Tavares, R.")
    False
    """
    wanted, known = folded_words(mentioned), folded_words(author)
    if wanted and set(wanted) <= set(known):
        return True
    initials = "".join(word[0] for word in known if word not in _IN_ORGANISATIONS)
    return mentioned.isupper() and len(initials) > 1 and "".join(wanted) == initials
