"""The proofs are proved to be able to fail."""
