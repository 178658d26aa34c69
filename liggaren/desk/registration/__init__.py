"""What the registrar registers, decisions about secrecy, and incidents of our own (C7.1, C7.2, G5.2-G5.4)."""
