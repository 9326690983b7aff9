"""Talking on with a young person who gave no address: by a code that only they have."""
