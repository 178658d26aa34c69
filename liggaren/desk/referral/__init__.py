"""Referral to the parties' own channels, and the lists behind it (C5.5, C5.6)."""
