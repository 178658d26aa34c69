"""Snapshots, PDF/A, evidence files, delivery."""
