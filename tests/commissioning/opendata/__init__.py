"""Reading what other systems publish about procurements. All fixtures are invented."""
