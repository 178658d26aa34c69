"""The watch on screen: how it was kept, by whom, what was missed, and handing it over (B.9)."""
