"""The shop's tables: reading, checking, and what the later stages need of them."""
