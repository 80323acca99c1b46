"""The notices room: the statutory notices published about a case, kept as they were, and what they state."""
