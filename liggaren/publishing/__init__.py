"""Composer, checks before a post goes out, schedule."""
