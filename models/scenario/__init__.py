"""What goes in: Place (given), Plan (decided) and Assumptions (assumed), together a Scenario."""
