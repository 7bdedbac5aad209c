"""Assumptions fitted from real case logs, each with its interval; what a log cannot tell is said."""
