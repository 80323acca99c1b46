"""The searches room: what a person looks for again and again, kept for themselves alone."""
