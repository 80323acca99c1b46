"""The policies room: the council's policies in dated versions, and the priorities each version sets."""
