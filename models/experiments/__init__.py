"""Many runs: replications on engines, results kept; the one place where a simulation is put together."""
