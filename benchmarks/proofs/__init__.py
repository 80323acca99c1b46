"""The proofs themselves. Each runs inside Django, on a database of its own that `benchmarks.proving` made."""
