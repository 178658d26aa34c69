"""Tags and filters of the desk's and everyone's pages."""
