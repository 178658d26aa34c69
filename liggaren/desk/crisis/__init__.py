"""Crisis mode on screen: order and end it, ready texts, one answer to many (G3.5)."""
