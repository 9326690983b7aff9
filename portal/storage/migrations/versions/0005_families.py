"""codes of families, health list, submissions set aside, reminders of drafts, law: regimes and reviews"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('family_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('code_key', sa.LargeBinary(length=32), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_family_code_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_code')),
    sa.UniqueConstraint('code_key', name=op.f('uq_family_code_code_key')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_family_code_submission_id'))
    )
    op.create_table('health_share',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('child', sa.Integer(), nullable=False),
    sa.Column('passed_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('passed_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_health_share_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_health_share')),
    sa.UniqueConstraint('submission_id', 'child', name=op.f('uq_health_share_submission_id_child'))
    )
    op.create_index('ix_health_share_waiting', 'health_share', ['passed_at'], unique=False)
    op.create_table('law_review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council_code', sa.String(), nullable=False),
    sa.Column('sentence', sa.String(length=80), nullable=False),
    sa.Column('again_by', sa.Date(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['council_code'], ['council.code'], name=op.f('fk_law_review_council_code_council')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_law_review'))
    )
    op.create_index('ix_law_review_sentence', 'law_review', ['council_code', 'sentence', 'at'], unique=False)
    op.create_table('regime_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council_code', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('regime', sa.String(), nullable=False),
    sa.Column('regime_from', sa.Date(), nullable=True),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['council_code'], ['council.code'], name=op.f('fk_regime_version_council_code_council')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regime_version')),
    sa.UniqueConstraint('council_code', 'number', name=op.f('uq_regime_version_council_code_number'))
    )
    # in place, not as a batch: SQLite would make the tables anew and drop every row that hangs on them
    op.add_column('code_try', sa.Column('audience', sa.String(length=16), nullable=False, server_default='young_people'))
    op.drop_index('ix_code_try_at', table_name='code_try')
    op.create_index('ix_code_try_at', 'code_try', ['audience', 'at'], unique=False)
    op.add_column('draft', sa.Column('remind_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('submission', sa.Column('suspect', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index('ix_submission_queue', table_name='submission')
    op.create_index('ix_submission_queue', 'submission', ['team_code', 'is_open', 'suspect', 'urgency_order', 'received_at'], unique=False)


def downgrade():
    op.drop_index('ix_submission_queue', table_name='submission')
    op.create_index('ix_submission_queue', 'submission', ['team_code', 'is_open', 'urgency_order', 'received_at'], unique=False)
    op.drop_column('submission', 'suspect')
    op.drop_column('draft', 'remind_at')
    op.drop_index('ix_code_try_at', table_name='code_try')
    op.create_index('ix_code_try_at', 'code_try', ['at'], unique=False)
    op.execute("DELETE FROM code_try WHERE audience <> 'young_people'")
    op.drop_column('code_try', 'audience')
    op.drop_table('regime_version')
    op.drop_table('law_review')
    op.drop_table('health_share')
    op.drop_table('family_code')
