"""The cover room: who stands in for whom, asked and accepted, and what a leaver passes on."""
