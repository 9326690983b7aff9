"""Casework is tried with the people and the submissions of the staff pages' tests."""

from tests.staff.conftest import logged, person, sent, stored, talk

__all__ = ["logged", "person", "sent", "stored", "talk"]
