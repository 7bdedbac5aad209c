"""The closed loop: plans sized by simulation."""
