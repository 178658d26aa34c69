"""Official accounts: list, page, roster, connection and start (C2, G1.2)."""
