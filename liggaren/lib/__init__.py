"""Toolbox: hashing, canonical JSON, clock, guarded outgoing HTTP, events, Swedish terms. Knows no room."""
