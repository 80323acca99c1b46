"""The look of forms and words: fields, widgets, filters, the form renderer. It knows nothing of the council's work."""
