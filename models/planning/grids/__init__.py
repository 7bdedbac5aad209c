"""Which block belongs to which grid: the problem, its audit, and the optimisers behind `plan_grids`."""
