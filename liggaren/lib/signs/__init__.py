"""Signs of personal data in a text: text in, findings out. A finding never acts (C7.3)."""

from liggaren.lib.signs.finding import Confidence, Finding, Kind
from liggaren.lib.signs.identifiers import Own, find_identifiers, to_mask, without_identifiers

__all__ = ["Confidence", "Finding", "Kind", "Own", "find_identifiers", "to_mask", "without_identifiers"]
