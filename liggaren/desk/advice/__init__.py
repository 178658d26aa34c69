"""Advice on screen: ask from anywhere, answer, and find what has been answered before (G4.2)."""
