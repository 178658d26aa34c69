"""Liggaren: the book in which a Swedish municipality keeps its social media."""

__version__ = "0.1.0"
