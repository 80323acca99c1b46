"""The gates room: seats asked in tiers, signatures bound to the text that was read."""
