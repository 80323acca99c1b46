"""People, bodies, posts and authority."""
