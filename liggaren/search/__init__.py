"""Finds what the viewer may see."""
