"""The records room: what every stage's record has in common. Stage rooms say what theirs holds."""
