"""In which script a name is written, and what may be one name in two spellings of one script."""

import unicodedata
from functools import lru_cache

LATIN = frozenset({"LATIN"})
"""Names in these letters alone are compared as they sound."""

_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
# Simplified characters that stand for a traditional one and have been characters of their own all along.
_MERGED = frozenset(
    zip(
        "后里里台台云干干面只余松谷几斗丑制表回采才气出丰胡借卷克困了漓蒙辟曲舍术万与于御岳郁折征朱准向系系夸据杰洁升布周注志占",
        "後裡裏臺颱雲乾幹麵隻餘鬆穀幾鬥醜製錶迴採纔氣齣豐鬍藉捲剋睏瞭灕矇闢麯捨術萬與於禦嶽鬱摺徵硃準嚮係繫誇據傑潔昇佈週註誌佔",
        strict=True,
    )
)


def scripts_of(letters: str) -> frozenset[str]:
    """The scripts of these letters, by their names in Unicode; those of East Asia count as one."""
    if letters.isascii():
        return LATIN if any(map(str.isalpha, letters)) else frozenset()
    return frozenset(_script(c) for c in set(letters) if c.isalpha())


def are_one_spelling(mine: str, yours: str) -> bool:
    """Whether two names of one script may be one, character by character, kana and Chinese characters aside."""
    pairs = zip(mine.translate(_TO_HIRAGANA), yours.translate(_TO_HIRAGANA), strict=False)
    return len(mine) == len(yours) and all(a == b or _are_variants(a, b) for a, b in pairs)


def _are_variants(one: str, other: str) -> bool:
    """Whether one character is written in simplified Chinese only, and the other in traditional only."""
    if (one, other) in _MERGED or (other, one) in _MERGED:
        return True
    simplified, traditional = (one, other) if _is_written_in("big5", other) else (other, one)
    is_new = not _is_written_in("big5", simplified)
    return is_new and _is_written_in("big5", traditional) and not _is_written_in("gb2312", traditional)


def _is_written_in(codec: str, char: str) -> bool:
    """Whether a national character set has that character."""
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "UNKNOWN").split(" ", maxsplit=1)[0]
    return "CJK" if first in _EAST_ASIAN else first
