"""The needs room: what is needed and by whom, what could be done, and the outcomes sought."""
