"""The rule `wordpress-1`: what is emptied in an answer before it is sealed.

A commenter's IP, e-mail and browser, a post's password, and our own credentials wherever they are echoed. All
other bytes stay as they came.
"""

from __future__ import annotations

from liggaren.connectors.blanking import blank_keys, blank_secrets, key_rule, spellings

NAME = "wordpress-1"
RULE = key_rule(
    "author_ip", "author_email", "author_user_agent", "email", "password", "user_pass", "user_email", "nonce"
)


def blank(body: bytes, token: str) -> bytes:
    """The answer by the rule."""
    return blank_keys(blank_secrets(body, spellings(token)), RULE)
