"""The conditions room: what a decision was made subject to, and which later gate looks whether it is met."""
