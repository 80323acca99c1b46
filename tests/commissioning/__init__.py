"""The council's work, room by room."""
