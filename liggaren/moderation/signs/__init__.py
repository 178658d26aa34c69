"""Signs of personal data and of sensitive matters of private persons' lives (C7.3, C7.4). No Django.

Text in, findings out. A finding is a proposal with a span and a reason; it never acts.
"""

from liggaren.moderation.signs.reading import RULES, may_be_secret, read_signs

__all__ = ["RULES", "may_be_secret", "read_signs"]
