"""One folder per platform: its API in, our plain data types out. No models, no database."""
