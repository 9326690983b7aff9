"""``python -m portal`` is the ``portal`` command."""

import gc

# Reading the program makes a million small things, and all of them stay. To look for waste among them while they come
# took a quarter of a command's start; to look again later would slow pages down, and unshare the memory of the servers.
gc.disable()

from portal.cli import main  # noqa: E402

gc.freeze()
gc.enable()
main()
