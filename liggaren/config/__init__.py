"""Settings, addresses, queue, embedded database, command line, wiring. Nothing imports it."""
