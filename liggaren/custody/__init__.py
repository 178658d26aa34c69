"""Credentials and tokens, sealed; an entry in the ledger before any is shown."""
