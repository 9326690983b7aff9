"""The face for parents and carers."""
