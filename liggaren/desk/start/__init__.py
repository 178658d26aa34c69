"""The landing page of every role: what is late, what is due, and how my accounts are."""
