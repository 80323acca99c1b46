"""The review room: what a contract achieved, what was learned, and what comes next."""
