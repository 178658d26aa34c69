"""Doors for anyone: directory, proof check, open data, the webhooks' entrance."""
