"""Which pair visits which premises of the day's pool, in which order: problem, engines, plan."""
