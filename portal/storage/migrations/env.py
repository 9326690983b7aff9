"""How Alembic meets the portal's database: the running app's engine and the models' metadata."""

from alembic import context
from flask import current_app

from portal.storage import db

target = current_app.extensions["migrate"].db.metadata


def run() -> None:
    """Bring the database to the wanted revision, each in a transaction that is kept or undone as a whole."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="storage.",
            include_object=lambda _thing, name, kind, *_: not (kind == "table" and str(name).startswith("huey_")),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
