"""Settings: `base` for all, `dev` for `make run`, `test` for the suite, `production` for a council."""
