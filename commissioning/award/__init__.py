"""The award room: bids assessed, a contract recommended, and what the law wants before it is signed."""
