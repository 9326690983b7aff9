"""The register: which children are, or may be, educated at home, what is known of each, from whom and since when.

Nothing here is overwritten. A fact or a status has a day from which it holds, a source, and who wrote it down when;
what turns out wrong is struck out and stays readable.
"""

from portal.register.models import Child

__all__ = ["Child"]
