"""The interests room: who declared which conflict of interest on a case, and what was done about it."""
