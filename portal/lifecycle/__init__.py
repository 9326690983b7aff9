"""How long things are kept."""

from portal.lifecycle.purge import purge_drafts

__all__ = ["purge_drafts"]
