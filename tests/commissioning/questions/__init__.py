"""Questions from the gate to the author."""
