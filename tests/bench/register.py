"""Staff pages with 200,000 children and 1,000,000 submissions behind them, against 1,000 of each, on both databases.

The data takes minutes to make and is kept between runs (bench-results/kept), until the tables or the way to fill them
change. Each page is asked of the small and of the large portal in turns, so that a slow moment slows both.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from portal.casework.bulk import seen
from portal.register import Child
from portal.storage import db
from portal.storage.setup import MIGRATIONS
from portal.submissions import Submission
from portal.words import Kind
from tests.bench import bulk, many
from tests.bench.world import Client, World, medians
from tests.support import postgres

Ask = tuple[Client, str] | tuple[Client, str, str]
KEPT = Path("bench-results/kept")
SIZES = {"small": (1_000, 1_000), "large": (200_000, 1_000_000)}
ROUNDS, REQUESTS = 7, 5
READY = "ready"
OFFICER, MANAGER = "officer@luton.example", "manager@luton.example"
PAGES = {
    "queue": "/staff/",
    "queue_closed": "/staff/?status=closed",
    "queue_waiting": "/staff/?status=waiting",
    "queue_old": "/staff/?age=more&who=nobody",
    "set_aside": "/staff/queue/set-aside",
    "today": "/staff/today",
    "today_team": "/staff/today?of=team",
    "backlog": "/staff/backlog",
    "register": "/staff/register",
    "register_left": "/staff/register?status=left",
    "register_rare": "/staff/register?rating=red",
    "register_mine": "/staff/register?who=me&rating=green",
    "past_school_age": "/staff/register/past-school-age",
    "reviews_overdue": "/staff/reviews",
    "reviews_due": "/staff/reviews?which=due",
    "reviews_nobodys": "/staff/reviews?which=nobodys",
    "reviews_never": "/staff/reviews?which=never",
    "reviews_stale": "/staff/reviews?which=stale",
    "reviews_unplanned": "/staff/reviews?which=unplanned",
    "reviews_mine": "/staff/reviews?which=overdue&who=me",
    "reviews_rare": "/staff/reviews?which=overdue&rating=red",
}
"""Each shows about as many lines at both sizes, so that what grows is the data behind them."""
FOR_MANAGER = ("queue", "today", "today_team", "backlog", "register", "reviews_overdue")
"""What a manager asks for on a Friday; an officer asks for all of it."""
CHILD = {"case": "", "details": "/details", "contacts": "/contacts", "rating": "/rating"}
CHILD |= {"chronology": "/chronology", "looks": "/looks", "household": "/household"}
SEARCHES = {
    "name": {"words": "Robin Smith"},
    "birthday": {"words": "1 September 2014"},
    "both": {"words": "Robin Smith 1 September 2014"},
    "sound": {"words": "Robyn Smyth"},
    "one_name": {"words": "Smith"},
    "postcode": {"words": "LU1 1AA"},
    "nobody": {"words": "Zebedee Quince"},
    "school": {"school": "Meadow Lane Primary"},
}


def measure() -> Iterator[tuple[str, float, str]]:
    """Yields, for each database and page, the median at the large size and its growth over the small one."""
    for database in ("sqlite", "postgresql"):
        with ExitStack() as stack:
            worlds = {size: stack.enter_context(_world(database, size)) for size in SIZES}
            asks: dict[str, Ask] = {}
            for size, world in worlds.items():
                asks |= {f"{name} {size}": ask for name, ask in _asks(world).items()}
            taken = medians(asks, ROUNDS, REQUESTS)
        for name in sorted({name.split(" ")[0] for name in asks}):
            small, large = taken[f"{name} small"], taken[f"{name} large"]
            yield f"register_{database}_{name}_median", large * 1000, "ms"
            yield f"register_{database}_{name}_growth", large / small, "ratio"


def _asks(world: World) -> dict[str, Ask]:
    """Every page, as an officer and some of them as a manager, whose team has half of everything."""
    officer, manager = world.signed_in(OFFICER), world.signed_in(MANAGER)
    with world.app.app_context():
        mine = select(Child.id).where(Child.team_code == many.TEAMS[0], Child.restricted.is_(False), Child.current)
        child = db.session.scalars(mine.order_by(Child.made_at.desc(), Child.id).offset(5).limit(1)).one()
        new = select(Submission).where(Submission.team_code == many.TEAMS[0], Submission.is_open.is_(True))
        found = db.session.scalars(
            new.where(Submission.kind == Kind.NOTIFICATION, Submission.suspect.is_(False))
            .order_by(Submission.received_at.desc())
            .limit(30)
        ).all()
        sent, marks = found[0].id, [seen(one).mark for one in found]
    asks: dict[str, Ask] = {name: (officer, path) for name, path in PAGES.items()}
    asks |= {f"{name}_manager": (manager, PAGES[name]) for name in FOR_MANAGER}
    asks |= {name: (officer, f"/staff/register/{child}{page}") for name, page in CHILD.items()}
    asks["submission"] = (officer, f"/staff/submissions/{sent}")
    search = "/staff/register/search"
    token = officer.token(search)
    for name, typed in SEARCHES.items():
        asks[f"search_{name}"] = (officer, search, urlencode({"csrf_token": token, **typed}))
    chosen = [("csrf_token", manager.token("/staff/")), ("act", "close"), *(("one", mark) for mark in marks)]
    asks["several"] = (manager, "/staff/queue/several", urlencode(chosen))
    return asks


@contextmanager
def _world(database: str, size: str) -> Iterator[World]:
    """A portal with this much data behind it, made the first time."""
    kept = KEPT.resolve()
    folder = kept / f"{database}-{size}-{_made_from()}"
    for old in kept.glob(f"{database}-{size}-*"):
        if old != folder or not (old / READY).exists():
            shutil.rmtree(old)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        url = stack.enter_context(postgres.running(folder)) if database == "postgresql" else None
        made = (folder / READY).exists()
        world = World(folder, url, None if made else lambda app: many.fill(app, *SIZES[size]))
        stack.enter_context(world)
        (folder / READY).touch()
        yield world


def _made_from() -> str:
    """Stands for the tables and for the way to fill them."""
    sources = [Path(many.__file__), Path(bulk.__file__), *sorted((MIGRATIONS / "versions").glob("*.py"))]
    return hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:12]
