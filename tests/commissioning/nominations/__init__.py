"""Nominations for posts that decide: told, on screen, over the API and by command."""
