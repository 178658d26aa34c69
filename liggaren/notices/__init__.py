"""Telling people, by mail and other ways. Nothing personal in a notice."""
