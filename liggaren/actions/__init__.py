"""One approved act on a platform, done once, its outcome looked up and recorded."""
