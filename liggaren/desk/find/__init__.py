"""Search, and the page of one item."""
