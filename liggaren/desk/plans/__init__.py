"""Plans: write, send, decide (C1, B)."""
