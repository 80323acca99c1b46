"""Who owns a case together, and what each body accepts."""
