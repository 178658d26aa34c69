"""What went away without our decision: what happened? (G5.5)."""
