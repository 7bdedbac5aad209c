"""Speed and quality, as ratios, against peers; `python -m benchmarks` runs them all, one after another."""
