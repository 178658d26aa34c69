"""The ledger entry by entry, and evidence files to take away."""
