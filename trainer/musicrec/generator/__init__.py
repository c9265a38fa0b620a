"""The generator: from a household's visits to the semantic ID of the next item."""
