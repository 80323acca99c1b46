"""The demonstration council: invented people, bodies, policies and cases, made by the same verbs as real ones."""
