"""The telling room: the outbox, written with the decision and drained by the worker."""
