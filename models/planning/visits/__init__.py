"""The visit calendar: which premises is visited on which days, with equal work a grid and day."""
