"""What is claimed of Tollgate, measured and proved: each claim is a command with figures."""
