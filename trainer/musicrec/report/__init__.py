"""A finished bundle for people: a page of HTML, a model card, its IDs. Reads, never trains."""
