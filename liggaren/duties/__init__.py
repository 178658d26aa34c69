"""Everything with a due date and an owner. Holds subject, link and a bland title and never asks anyone."""
