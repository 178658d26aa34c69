"""RSS and Atom: read only, for whatever offers nothing better."""
