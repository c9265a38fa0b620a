"""How the static text encoder that ships is made; reading one is features/static_encoder.py."""
