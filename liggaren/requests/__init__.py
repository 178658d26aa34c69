"""Requests for public records and for personal data."""
