"""How good a list is: metrics, intervals, baselines, the report."""
