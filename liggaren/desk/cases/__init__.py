"""Cases: made of an item, received, told of, sent on, closed, and followed from the list (C5.3, C5.4)."""
