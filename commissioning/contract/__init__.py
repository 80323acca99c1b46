"""The contract room: the contract register, what a supplier owes, and what it delivered in each year."""
