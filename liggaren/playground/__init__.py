"""The simulated platforms: an ASGI app of its own with its own small store. Imports only lib."""
