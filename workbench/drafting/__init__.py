"""A planner's own grids: the working plan, its numbers, its versions, its way in and out. No page in here."""
