"""Weekly rosters by CP-SAT."""
