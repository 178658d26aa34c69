"""Inbox, answers and removal decisions."""
