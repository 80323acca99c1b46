"""Questions from the gate to the author: asked instead of answering, while the clock of the seat stands."""
