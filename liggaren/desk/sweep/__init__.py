"""Many decided on at once with the same words (C6.1)."""
