"""Blobs: encrypted each with its own key, counted uses, destroy and purge."""
