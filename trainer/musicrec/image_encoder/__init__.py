"""How the image encoder that ships is made; reading it is features/image_encoder.py."""
