"""Our own table of Swedish endings, beside the stemmer: definite forms, vowel loss, irregular plurals."""

from __future__ import annotations

import re

# Longest first. What is left must be three letters and hold a vowel.
_ENDINGS = (
    "heternas", "heterna", "hetens", "heten", "heter",
    "arnas", "ornas", "ernas", "arna", "orna", "erna", "enas", "anas", "ena",
    "ades", "ade", "andet", "ande",
    "ens", "ets", "ans", "ars", "ors", "ers", "nas",
    "en", "et", "an", "ar", "or", "er", "na", "as", "es", "ns", "ts",
    "n", "a", "e", "s", "t",
)  # fmt: skip
_VOWELS = "aeiouyåäö"
_DOUBLED = re.compile(r"([bdfgklmnprst])\1(?=[bcdfghjklmnpqrstvxz])")
_LOST_VOWEL = re.compile(r"(?<=[bcdfghjklmnpqrstvxz])[eoa](?=[lrn]$)")
_FOREIGN = re.compile(r"(?:um|ium)$")

# Plurals that change their vowel, and nouns with two stems.
_IRREGULAR = {
    "män": "man", "männ": "man", "mann": "man", "bröd": "bror", "brödr": "bror", "söner": "son",
    "sön": "son", "händ": "hand", "städ": "stad", "böck": "bok", "fött": "fot", "nätt": "natt",
    "länd": "land", "ständ": "stånd", "stränd": "strand", "tänd": "tand", "mödr": "mor", "fäd": "far",
    "döttr": "dotr", "bönd": "bond", "ledamöt": "ledamot", "förmän": "förman", "ögon": "öga", "ög": "öga",
    "öron": "öra", "gäss": "gås", "möss": "mus", "äldr": "gammal", "störr": "stor", "störst": "stor",
    "högr": "hög", "högst": "hög", "mindr": "liten", "minst": "liten", "små": "liten",
    "ansökning": "ansök", "anmälning": "anmäl",
}  # fmt: skip


def roots(word: str) -> set[str]:
    """Keys that the word's other forms share, for a lower-case word. Never empty for letters.

    Several, because a form can be read in more than one way (`nummer`: plural of `numm`, or `numr` + vowel).
    """
    found = {tidy(word)}
    for ending in _ENDINGS:
        if word.endswith(ending) and _stands(word[: -len(ending)], ending):
            found.add(tidy(word[: -len(ending)]))
            if ending != "s":
                break
    found |= {tidy(shorter) for shorter in map(_without_vowel, (word, *found)) if shorter}
    found |= {tidy(_FOREIGN.sub("e", word)), tidy(_FOREIGN.sub("", word))} if _FOREIGN.search(word) else set()
    return found | {_IRREGULAR[root] for root in found if root in _IRREGULAR}


def _stands(rest: str, ending: str) -> bool:
    if ending in {"n", "ns"}:
        return len(rest) >= 2 and rest[-1] in _VOWELS or len(rest) >= 4 and rest.endswith(("el", "er", "or"))
    if ending == "s":
        return len(rest) >= 3 and not rest.endswith("s")
    if ending in {"t", "ts"}:
        return len(rest) >= 3 and (rest[-1] in _VOWELS or len(rest) >= 4)
    if len(rest) == 2:
        return rest[-1] in "yåö" and ending.startswith("a")
    return len(rest) >= 3 and any(vowel in rest for vowel in _VOWELS)


def _without_vowel(word: str) -> str:
    shorter = _LOST_VOWEL.sub("", word)
    return shorter if shorter != word and len(shorter) >= 3 else ""


def tidy(root: str) -> str:
    """One spelling where Swedish doubles a consonant in one form and not in another."""
    single = _DOUBLED.sub(r"\1", root)
    # m and n double only inside a word (rum, rummet); other doubles tell words apart (buss, bus).
    return single[:-1] if len(single) > 3 and single.endswith(("mm", "nn")) else single
