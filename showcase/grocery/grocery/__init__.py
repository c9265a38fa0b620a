"""The showcase: a public grocery log turned into an ordinary shop for the trainer."""
