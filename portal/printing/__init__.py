"""Paper: PDFs from templates and data, kept by their content. Knows nothing of what they say."""

from portal.printing.kept import Kept, Pdf
from portal.printing.typeset import TooLong, Unprintable, typeset

__all__ = ["Kept", "Pdf", "TooLong", "Unprintable", "typeset"]
