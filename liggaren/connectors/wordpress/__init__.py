"""WordPress: posts and comments of a blog by its own REST API, wp/v2."""
