"""Outcome tables to indicators: with their number of replications and their intervals, never without."""
