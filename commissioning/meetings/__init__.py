"""The meetings room: what bodies decided when they met, recorded for them; clearances given in another system."""
