"""Made-up cases by the thousand, for measuring: a few grown through every verb, the others copied from them."""
