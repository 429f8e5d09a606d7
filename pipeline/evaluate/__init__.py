"""Gold to scores: reading marked text, and measuring a run against it."""
