"""A person's own notices: what has been told, when and how to be told, and what did not get through."""
