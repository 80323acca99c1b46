"""The council's work: one Django app, one sub-package a room."""
