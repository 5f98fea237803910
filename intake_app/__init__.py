"""The intake service: through which a family asks for a call."""
