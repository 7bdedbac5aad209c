"""Hours of work in a block, offered load of a desk: arithmetic that planning, measures and sizing share."""
