"""The case room: one procurement, its strands, its owners and its links."""
