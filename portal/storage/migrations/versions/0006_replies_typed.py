"""what was typed on the pages of the five words and not taken"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('conversation_typed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('what_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation_typed'))
    )
    op.create_index('ix_conversation_typed_expires_at', 'conversation_typed', ['expires_at'], unique=False)
    op.create_index('ix_conversation_typed_token_hash', 'conversation_typed', ['token_hash'], unique=False)


def downgrade():
    op.drop_table('conversation_typed')
