"""Asking a colleague, and the page behind the link where they answer without an account (C5.1)."""
