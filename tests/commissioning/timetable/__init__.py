"""Counting days, the law's dates, thresholds and duties."""
