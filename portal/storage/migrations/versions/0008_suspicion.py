"""keyed hashes of what was sent within the hour"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('words_mark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.LargeBinary(length=64), nullable=False),
    sa.Column('expires_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_words_mark'))
    )
    op.create_index('ix_words_mark_expires_at', 'words_mark', ['expires_at'], unique=False)
    op.create_index('ix_words_mark_mark', 'words_mark', ['mark', 'expires_at'], unique=False)


def downgrade():
    op.drop_table('words_mark')
