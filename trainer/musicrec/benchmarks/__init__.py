"""Published logs in their own files → a benchmark's folder; what that is: `data/benchmark.py`."""
