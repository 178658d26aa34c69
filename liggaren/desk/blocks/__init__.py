"""Keeping a sender out of an account for a time, one decision at a time."""
