"""Torget, the simulated platform that ships with Liggaren: for trying, learning and testing."""
