"""The code somebody keeps to come back: five short words, forgiving to type, slow to guess.

A code is five different words of our own list in an order that counts. With 1,303 words that is
1303 x 1302 x 1301 x 1300 x 1299 codes: 51.73 bits. (The design asks for at least 50.)

The list (``code_words.txt``) is made for a slip of paper that somebody else may find. It holds no word about family,
school, council, police, health, help, faith, sorrow, bodies or violence. Any two words are at least three slips
apart (Damerau-Levenshtein), so a word with one letter wrong, missing, extra or swapped can only be one word.
A word may be taken out of the list or put in only if no code that was given out needs it.

Nobody with the database alone can test a guess: the key kept there needs the site's secret. Whose codes have a key
that is slow to make besides, portal/codes/audience.py says.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

WORDS = tuple(Path(__file__).with_name("code_words.txt").read_text(encoding="ascii").split())
WORDS_IN_A_CODE = 5
LONGEST_TYPED = 500
"""Signs. The longest code has 39; the rest is room for spaces, lines and full stops."""
LONGEST_MESSAGE = 10_000
"""Signs that ``holds_code`` looks at. A field whose words go through it must not take more."""

_KNOWN = frozenset(WORDS)
_SHORTEST = min(map(len, WORDS)) - 1
_LONGEST = max(map(len, WORDS)) + 1
_LONGEST_RUN = WORDS_IN_A_CODE * _LONGEST
_DOUBT = 2
_SLIPS_RUN_TOGETHER = 1
"""In all words that do not stand apart. With more, four words could be read as five."""

_ALIKE = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"}
    | dict(zip("авсԁеһіјкӏмнорԛѕтухѵԝ", "abcdehijklmhopqstyxvw", strict=True))
    | dict(zip("αεικνορτυχ", "aeikvoptux", strict=True))
)
"""Letters that look like a Latin one and that Unicode does not take apart: strokes, then Cyrillic, then Greek."""
_NOT_THERE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
"""Accents once taken off their letter, and signs that nobody can see."""
_INSIDE_A_WORD = re.compile(r"(?<=[a-z])['`´ʹʼ’′＇](?=[a-z])")
_LETTERS = re.compile(r"[^\W\d_]+")


def _shorter(word: str) -> set[str]:
    """``word`` with each one of its letters left out."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _index() -> dict[str, tuple[str, ...]]:
    """Every word under itself and under itself without one letter: two spellings one slip apart meet here."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word in WORDS:
        for spelling in {word, *_shorter(word)}:
            found[spelling].add(word)
    return {spelling: tuple(words) for spelling, words in found.items()}


_INDEX = _index()


def new_code() -> str:
    """Five different words drawn by the system's random source, such as ``rainbow-button-giraffe-teacup-violin``.

    A code that could be read in two ways when somebody types it without spaces is drawn again. (Not once in
    300,000 codes, so it takes nothing from the bits.)
    """
    draw = secrets.SystemRandom()
    while True:
        words = draw.sample(WORDS, WORDS_IN_A_CODE)
        if canonical("".join(words)) == (code := "-".join(words)):
            return code


def spoken(code: str) -> str:
    """The code as five words with spaces, for showing it and for a screen reader."""
    return code.replace("-", " ")


def canonical(typed: str) -> str | None:
    """The code somebody meant, or None when this is no code. Never raises, whatever is in ``typed``.

    Forgives case, accents, look-alike letters, whatever stands between the words, and one slip in each word. Forgives
    words run together and words broken apart when that can be read in one way only, with one slip in all of those.
    The order counts. It does not say that the code was given out.

    Two slips in one word are noticed or put right 99 times in 100. Else they end one slip from another word of the
    list, and that word is read. It makes another code: with 100,000 codes given out, the chance that this is one of
    them is 1 in 37 thousand million, the same as for any blind guess.
    """
    if len(typed := typed.strip()) > LONGEST_TYPED:
        return None
    tokens = _tokens(typed)
    if len(tokens) == WORDS_IN_A_CODE:
        words = tuple(put_right(token) for token in tokens)
        return _code(words)
    readings = _readings(tokens)
    return _code(readings[0]) if len(readings) == 1 else None


def slow_key(code: str, secret: bytes) -> bytes:
    """The 32 bytes under which ``code`` is kept: the same for the same code and secret. One costs 19 MiB and 10 to 30
    milliseconds of one core.

    Argon2id with the least cost that OWASP's password storage sheet allows (19 MiB, two rounds, one lane). A key to
    look up by cannot have a salt of its own, so the salt is the site's; the code goes in as an HMAC under another key
    made from ``secret``. Raises ValueError when ``secret`` is shorter than 32 bytes.
    """
    return hash_secret_raw(
        secret=_derived(secret, "young people's codes, 1: pepper", code),
        salt=_derived(secret, "young people's codes, 1: salt", "")[:16],
        time_cost=2,
        memory_cost=19_456,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


def quick_key(code: str, secret: bytes) -> bytes:
    """The same at the cost of next to nothing: an HMAC alone, under a key of its own made from ``secret``.

    Raises ValueError when ``secret`` is shorter than 32 bytes.
    """
    return _derived(secret, "families' codes, 1: key", code)


def meant(typed: str) -> str:
    """The text to make a key of for whatever was typed: the code, or what belongs to no code and is another one for
    each text, so that throttling by key works alike."""
    return canonical(typed) or "no code: " + hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()


def holds_code(text: str) -> bool:
    """Whether a code stands somewhere in ``text``: five different list words in a row, one slip forgiven in each.

    Digits, lines and any other signs may stand between the words, words too short for the list ("and"), or nothing at
    all. An ordinary sentence breaks the row: the list has none of the commonest words, and none one slip from them.
    A plain list of six animals can be taken for a code, so the page should offer to send the message all the same.
    """
    tokens = [piece for token in _tokens(text[:LONGEST_MESSAGE]) for piece in _pieces(token)]
    tokens = [token for token in tokens if len(token) > _SHORTEST or put_right(token)]
    last = WORDS_IN_A_CODE - 1
    while last < len(tokens):
        words: list[str | None] = []
        for place in range(last, last - WORDS_IN_A_CODE, -1):
            words.append(put_right(tokens[place]))
            if words[-1] is None:
                last = place + WORDS_IN_A_CODE
                break
        else:
            if len(set(words)) == WORDS_IN_A_CODE:
                return True
            last += 1
    return False


def put_right(spelling: str) -> str | None:
    """The list word that ``spelling`` is, or is one slip away from; None when there is none. Never more than one."""
    if spelling in _KNOWN:
        return spelling
    if not _SHORTEST <= len(spelling) <= _LONGEST:
        return None
    for known in (spelling, *_shorter(spelling)):
        for word in _INDEX.get(known, ()):
            if _one_slip(spelling, word):
                return word
    return None


def _one_slip(one: str, other: str) -> bool:
    """Whether two different spellings differ by one letter that is wrong, missing, extra, or swapped with the next."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def _tokens(text: str) -> list[str]:
    """The runs of letters in ``text``: small, no accents, look-alikes made Latin, 0 and 1 inside a word as o and l."""
    plain = unicodedata.normalize("NFKD", text)[: 2 * len(text)].casefold().translate(_ALIKE)
    plain = _INSIDE_A_WORD.sub("", _NOT_THERE.sub("", plain))
    plain = re.sub(r"(?<=[a-z])0(?=[a-z])", "o", plain)
    return _LETTERS.findall(re.sub(r"(?<=[a-z])1(?=[a-z])", "l", plain))


def _code(words: tuple[str | None, ...]) -> str | None:
    """The code of five different words, None for anything else."""
    known = [word for word in words if word is not None]
    return "-".join(known) if len(set(known)) == WORDS_IN_A_CODE else None


def _readings(tokens: list[str]) -> list[tuple[str, ...]]:
    """The codes that ``tokens`` can be read as with the fewest slips. Two at most: two is already a doubt."""
    for slips in range(_SLIPS_RUN_TOGETHER + 1):
        found: set[tuple[str, ...]] = set()
        for words in _splits(tuple(tokens), WORDS_IN_A_CODE, slips):
            found.add(words)
            if len(found) == _DOUBT:
                break
        if found:
            return list(found)
    return []


def _splits(tokens: tuple[str, ...], count: int, slips: int, *, whole: bool = True) -> Iterator[tuple[str, ...]]:
    """Every way to read ``tokens`` as ``count`` different words.

    A word is a whole token, with a slip or without; or a part of one token, or several tokens together, with no more
    than ``slips`` slips in all of these. ``whole`` says that the first token is not the remainder of one.
    """
    if count == 0 or not count * _SHORTEST <= sum(map(len, tokens)) <= count * _LONGEST:
        if not tokens and not count:
            yield ()
        return
    for spelling, rest in _beginnings(tokens, whole=whole):
        stands_apart = whole and spelling == tokens[0]
        word = spelling if spelling in _KNOWN else put_right(spelling) if slips or stands_apart else None
        if word is None:
            continue
        left = slips if stands_apart or word == spelling else slips - 1
        for words in _splits(rest, count - 1, left, whole=len(rest) < len(tokens)):
            if word not in words:
                yield (word, *words)


def _beginnings(tokens: tuple[str, ...], *, whole: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the first word may be, with the tokens that are left after it."""
    first, rest = tokens[0], tokens[1:]
    for length in range(_SHORTEST, min(_LONGEST, len(first) - 1) + 1):
        yield first[:length], (first[length:], *rest)
    yield first, rest
    while whole and rest and len(first) + len(rest[0]) <= _LONGEST:
        first, rest = first + rest[0], rest[1:]
        yield first, rest


def _pieces(token: str) -> tuple[str, ...]:
    """The list words that one run of letters in a message is made of, or the run itself. One slip at most."""
    if not 2 * (_SHORTEST + 1) <= len(token) <= _LONGEST_RUN or put_right(token):
        return (token,)
    for count in range(2, WORDS_IN_A_CODE + 1):
        for words in _splits((token,), count, 0):
            return words
    for words in _splits((token,), WORDS_IN_A_CODE, 1):
        return words
    return (token,)


def _derived(secret: bytes, purpose: str, text: str) -> bytes:
    """HMAC-SHA256 of ``text`` under a key of its own for ``purpose``, made from the site's secret."""
    if len(secret) < 32:
        raise ValueError("The secret for codes needs at least 32 bytes.")
    key = hmac.digest(secret, purpose.encode(), "sha256")
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")
