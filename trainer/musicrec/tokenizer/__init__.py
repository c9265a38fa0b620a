"""The tokenizer: from an item's text and image to its semantic ID, guided by who buys what."""
