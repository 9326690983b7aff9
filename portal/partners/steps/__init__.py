"""The pages of the professionals’ form, by what they are about."""
