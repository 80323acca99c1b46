"""The gate policies room: drafting a version, checking and replaying it, and publishing it with four eyes."""
