"""What staff do with what came in."""
