"""What `liggaren run` is made of: the supervisor, its children, and what a killed start leaves."""
