"""The pages of the parents' form, by what they are about."""
