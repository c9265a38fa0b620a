"""What is known of an item before any model is trained: text, image, company, popularity."""
