"""retention: periods, holds, when something was closed, and a database that refuses to delete what must stay

``submission_that_stays`` is the one place that says what may not be deleted and why; the triggers ask it, and so does
the portal. SQLite checks views and triggers when a table is renamed: a later revision that makes one of these tables
anew (``batch_alter_table``) drops both first and makes them again.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STAYS = """
CREATE VIEW submission_that_stays (submission_id, why) AS
SELECT id, 'open' FROM submission WHERE is_open OR status <> 'closed' OR closed_at IS NULL
UNION ALL
SELECT id, 'unread' FROM submission WHERE NOT EXISTS (
    SELECT 1 FROM audit_line WHERE audit_line.subject_id = submission.id AND audit_line.event = 'submission:read')
UNION ALL
SELECT conversation.submission_id, 'unread' FROM conversation
    JOIN conversation_message ON conversation_message.conversation_id = conversation.id
    WHERE conversation_message."by" IS NULL AND conversation_message.read_at IS NULL
UNION ALL
SELECT submission_id, 'unanswered' FROM conversation WHERE waits_since IS NOT NULL
UNION ALL
SELECT submission_id, 'undelivered' FROM outbox_message
    WHERE submission_id IS NOT NULL AND state <> 'sent' AND settled_at IS NULL
UNION ALL
SELECT submission_id, 'held' FROM submission_hold WHERE lifted_at IS NULL
UNION ALL
SELECT submission_id, 'not_passed_on' FROM health_share WHERE passed_at IS NULL
"""
GUARDED = {
    'submission': 'OLD.id',
    'submission_words': 'OLD.submission_id',
    'young_person_words': 'OLD.submission_id',
    'submission_event': 'OLD.submission_id',
    'submission_hold': 'OLD.submission_id',
    'conversation': 'OLD.submission_id',
    'conversation_message': '(SELECT submission_id FROM conversation WHERE id = OLD.conversation_id)',
}
REFUSED = 'this submission must stay'


def upgrade():
    op.create_table('retention_period',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council_code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.CheckConstraint('months > 0', name=op.f('ck_retention_period_months')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_period')),
    sa.UniqueConstraint('council_code', 'kind', 'number', name=op.f('uq_retention_period_council_code_kind_number'))
    )
    op.create_table('submission_hold',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('lifted_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_submission_hold_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission_hold'))
    )
    op.create_index('ix_submission_hold_submission_id', 'submission_hold', ['submission_id', 'lifted_at'], unique=False)
    # in place, not as a batch: SQLite would make the tables anew and drop every row that hangs on them
    op.add_column('outbox_message', sa.Column('settled_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('outbox_message', sa.Column('settled_by', sa.Uuid(), nullable=True))
    op.add_column('submission', sa.Column('closed_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.create_index('ix_submission_closed', 'submission', ['council', 'kind', 'closed_at'], unique=False)
    _say_when_closed()
    op.execute(STAYS)
    if op.get_bind().dialect.name == 'sqlite':
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade():
    for table in GUARDED:
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f'DROP TRIGGER {table}_stays')
        else:
            op.execute(f'DROP TRIGGER {table}_stays ON {table}')
            op.execute(f'DROP TRIGGER {table}_is_not_emptied ON {table}')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION submission_stays()')
        op.execute('DROP FUNCTION submissions_are_not_emptied()')
    op.execute('DROP VIEW submission_that_stays')
    op.drop_index('ix_submission_closed', table_name='submission')
    op.drop_column('submission', 'closed_at')
    op.drop_column('outbox_message', 'settled_by')
    op.drop_column('outbox_message', 'settled_at')
    op.drop_table('submission_hold')
    op.drop_table('retention_period')


def _say_when_closed():
    """What is closed already was closed when its history last says so; where it does not say, it counts from now."""
    last = "SELECT max(at) FROM submission_event WHERE submission_id = submission.id AND substr(what, 1, 7) = 'closed_'"
    now = sa.bindparam('now', datetime.now(UTC), type_=storage.UtcDateTime())
    op.execute(
        sa.text(f'UPDATE submission SET closed_at = COALESCE(({last}), :now) WHERE NOT is_open').bindparams(now)
    )


def _guard_sqlite():
    for table, submission in GUARDED.items():
        op.execute(f"""
        CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        WHEN EXISTS (SELECT 1 FROM submission_that_stays WHERE submission_id = {submission})
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
        """)


def _guard_postgresql():
    op.execute(f"""
    CREATE FUNCTION submission_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one uuid;
    BEGIN
        IF TG_TABLE_NAME = 'submission' THEN
            one := OLD.id;
        ELSIF TG_TABLE_NAME = 'conversation_message' THEN
            SELECT submission_id INTO one FROM conversation WHERE id = OLD.conversation_id;
        ELSE
            one := OLD.submission_id;
        END IF;
        IF EXISTS (SELECT 1 FROM submission_that_stays WHERE submission_id = one) THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$
    """)
    op.execute(f"""
    CREATE FUNCTION submissions_are_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$
    """)
    for table in GUARDED:
        op.execute(f'CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION submission_stays()')
        op.execute(
            f'CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} '
            'FOR EACH STATEMENT EXECUTE FUNCTION submissions_are_not_emptied()'
        )
