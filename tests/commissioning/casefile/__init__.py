"""The casefile's pages and words."""
