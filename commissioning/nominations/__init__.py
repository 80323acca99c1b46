"""Who is told of nominations for posts that decide."""
