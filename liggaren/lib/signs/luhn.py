"""Luhn's checksum, the last digit of most Swedish numbers (swedish identity, company and giro numbers)."""

from __future__ import annotations


def holds(digits: str) -> bool:
    """Whether the digits' sum is a multiple of ten, every second from the right doubled. No digits: no."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0
