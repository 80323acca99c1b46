"""The top of the house: settings, addresses and the ways the server is started."""
