"""MusicRec's trainer: a shop's catalogue and events in, a bundle for the browser out."""

__version__ = "0.1.0"
