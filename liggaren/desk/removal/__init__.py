"""A decision about an item: evidence, ground, way, the sentence, and what became of it (C6.*)."""
