"""What the register does not do, said in words for the page."""


class Refused(Exception):
    """It was not done. The message is a sentence for the person who tried."""
