"""What must not be held: one person orders, another destroys (C6.5)."""
