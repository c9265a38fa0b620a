"""Admitting new items to a trained model: an ID, a vector, neighbours. It trains nothing."""
