"""What belongs to no single face of the site: the way in, and the pages that say how it is run."""

from portal.site.views import bp

blueprints = [bp]

__all__ = ["blueprints"]
