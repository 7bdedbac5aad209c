"""The optimisation problems: grids, routes, visit calendar, rosters; and the audit, which knows no solver."""
