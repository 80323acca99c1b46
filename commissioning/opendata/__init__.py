"""Open data: what other systems publish about procurements, read into cases.

Reading is pure: no database, no clock. `reading.read_packages` is the way in.
"""
