"""The API: cases, records, trail and tasks for scripts. Every address reads through authority and calls a verb."""
