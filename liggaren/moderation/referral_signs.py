"""The sign that an elected person debates in our channel: it proposes, a person decides (C5.6).

Who wrote is held against the list of the elected; that a text is debate is read from its words. An elected
person who asks when the pool opens gets no sign.
"""

from __future__ import annotations

import re

from liggaren.capture.models import Version
from liggaren.lib.signs import Confidence, Finding, Kind
from liggaren.moderation.models import Elected

RULE = "fortroendevald-1"
REASON = (
    "Avsändaren står i listan över förtroendevalda, och ordet hör till politisk debatt. "
    "Den förs i partiernas egna kanaler, inte i kommunens."
)
_WORDS = re.compile(
    r"(?<!\w)(?:parti(?:et|er|erna|ets|ernas)?|politik\w*|politisk\w*|väljar\w*|valet|valrörelse\w*|valåret|"
    r"rösta\w*|omröstning\w*|majoritet\w*|opposition\w*|motion(?:en|er|erna)?|fullmäktige\w*|skattesänk\w*|"
    r"skattehöj\w*|kommunalråd\w*|ledamot\w*|ledamöter\w*|alliansen|koalition\w*|reservera\w*|nedläggning\w*|"
    r"budget\w*)(?!\w)",
    re.IGNORECASE,
)


def find(version: Version) -> tuple[Finding, ...]:
    """At most one sign, on the first word of debate in a text by someone elected. One query, and none for
    texts without such a word.
    """
    word = _WORDS.search(version.text)
    if word is None or version.item.is_ours or not is_elected(version.sender_name, version.sender_handle):
        return ()
    return (Finding(Kind.ELECTED_DEBATE, word.start(), word.end(), RULE, Confidence.MEDIUM, REASON),)


def is_elected(name: str, handle: str) -> bool:
    """Whether the sender's handle, or name where the list has no handle, is that of someone elected."""
    name, handle = name.strip().casefold(), handle.strip().lstrip("@").casefold()
    for known_name, known_handle in Elected.objects.values_list("name", "handle"):
        if known_handle and known_handle.casefold() == handle:
            return True
        if name and not known_handle and known_name.casefold() == name:
            return True
    return False
