"""Fetch, keep the bytes, seal, then parse; notices edits and disappearances."""
