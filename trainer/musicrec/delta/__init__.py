"""How a shop differs from its bundle, and what a page picks up of it without another training."""
