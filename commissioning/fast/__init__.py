"""The fast lane: a small purchase on one page, with one decision and one closing question."""
