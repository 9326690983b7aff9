"""on-call lines of teams, and text messages in the outbox"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('on_call_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_code', sa.String(length=120), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('line_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('what_changed', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_on_call_version')),
    sa.UniqueConstraint('team_code', 'number', name=op.f('uq_on_call_version_team_code_number'))
    )
    # in place, not as a batch: SQLite would make the table anew, which drops its check and, with the old table, every
    # row that hangs on it
    op.add_column('outbox_message', sa.Column('medium', sa.String(length=8), nullable=False, server_default='mail'))


def downgrade():
    # an older portal would take a number for an address
    op.execute("DELETE FROM outbox_message WHERE medium = 'text'")
    op.drop_column('outbox_message', 'medium')
    op.drop_table('on_call_version')
