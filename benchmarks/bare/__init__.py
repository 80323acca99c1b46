"""The yardstick: the same decisions on viewflow as it comes, with no history, no ledger, no authority, no key."""
