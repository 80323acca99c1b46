"""What people are typing and have not saved: drafts for their own eyes, and who has which page open.

No decision about the council's work is made here, so nothing of it stands in the ledger or in history.
"""
