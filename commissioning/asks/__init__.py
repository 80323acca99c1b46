"""The asks room: what waits for whom. A task in addresses, API and screens is an ask."""
