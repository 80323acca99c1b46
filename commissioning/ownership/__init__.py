"""The ownership room: which bodies own a case together, and who accepted its stages for them by name."""
