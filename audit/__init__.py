"""The ledger: what happened, provably. Knows nobody above it."""
