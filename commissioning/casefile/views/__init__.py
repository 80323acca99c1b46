"""The pages of the casefile, one module a page."""
