"""The face for young people."""
