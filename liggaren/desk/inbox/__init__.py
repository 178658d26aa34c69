"""The inbox: what has come in to my accounts, its thread, and the answer (C5.1, C5.2)."""
