"""Statutory and local time: how days are counted, and which dates and duties follow from the law.

Everything here is pure: no database, no clock. A day that matters is passed in.
"""
