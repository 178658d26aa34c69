"""What touches every room in order: the start checklist, closing, the half-year run."""
