"""The tender room: how the contract is put to the market, and by what tenders are judged."""
