"""The face for professionals."""
