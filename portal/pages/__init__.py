"""Pages of words for the public: Markdown, by language and reading level, that a council may replace or add to.

``library().page(...)`` finds the one to show; ``problems`` says what is missing, wrong or due to be read over.
"""

from portal.pages.check import Kind, Problem, problems
from portal.pages.library import Library, library, page_after
from portal.pages.page import BadPage, Level, Page, Translation
from portal.pages.render import Law, Reach

__all__ = [
    "BadPage",
    "Kind",
    "Law",
    "Level",
    "Library",
    "Page",
    "Problem",
    "Reach",
    "Translation",
    "library",
    "page_after",
    "problems",
]
