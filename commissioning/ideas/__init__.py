"""Ideas from communities: needs and offers that are posted, moderated, and answered by the cases they bear on."""
