"""Many runs as one experiment: what to vary, a ledger that owns the truth, and what they show together."""
