"""replies by code, openings of restricted records, contact plans overridden, links, counts of voices"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('code_try',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('found', sa.Boolean(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_try'))
    )
    with op.batch_alter_table('code_try', schema=None) as batch_op:
        batch_op.create_index('ix_code_try_at', ['at'], unique=False)
        batch_op.create_index('ix_code_try_code_hash', ['code_hash', 'at'], unique=False)

    op.create_table('saved_reply',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_code', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_reply'))
    )
    with op.batch_alter_table('saved_reply', schema=None) as batch_op:
        batch_op.create_index('ix_saved_reply_team_code', ['team_code'], unique=False)

    op.create_table('sender_mark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.LargeBinary(length=64), nullable=False),
    sa.Column('expires_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sender_mark')),
    sa.UniqueConstraint('mark', name=op.f('uq_sender_mark_mark'))
    )
    with op.batch_alter_table('sender_mark', schema=None) as batch_op:
        batch_op.create_index('ix_sender_mark_expires_at', ['expires_at'], unique=False)

    op.create_table('voice_count',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council', sa.String(length=40), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('with_whom', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_count')),
    sa.UniqueConstraint('council', 'month', 'with_whom', name=op.f('uq_voice_count_council_month_with_whom'))
    )
    op.create_table('contact_plan_override',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.String(length=12), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_contact_plan_override_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_plan_override'))
    )
    with op.batch_alter_table('contact_plan_override', schema=None) as batch_op:
        batch_op.create_index('ix_contact_plan_override_submission_id', ['submission_id'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('code_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('began_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('waits_since', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('unread_since', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('wiped_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_conversation_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('code_key', name=op.f('uq_conversation_code_key')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_conversation_submission_id'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_waits_since', ['waits_since'], unique=False)

    op.create_table('restricted_opening',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_restricted_opening_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restricted_opening'))
    )
    with op.batch_alter_table('restricted_opening', schema=None) as batch_op:
        batch_op.create_index('ix_restricted_opening_submission_id', ['submission_id', 'by'], unique=False)

    op.create_table('young_person_link',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('views_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['submission.id'], name=op.f('fk_young_person_link_other_id_submission')),
    sa.ForeignKeyConstraint(['views_id'], ['submission.id'], name=op.f('fk_young_person_link_views_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_young_person_link')),
    sa.UniqueConstraint('views_id', 'other_id', name=op.f('uq_young_person_link_views_id_other_id'))
    )
    with op.batch_alter_table('young_person_link', schema=None) as batch_op:
        batch_op.create_index('ix_young_person_link_other_id', ['other_id'], unique=False)

    op.create_table('conversation_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('read_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_conversation_message_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation_message'))
    )
    with op.batch_alter_table('conversation_message', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_message_conversation_id', ['conversation_id', 'at'], unique=False)

    op.create_table('conversation_visit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('expires_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_conversation_visit_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation_visit')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_conversation_visit_token_hash'))
    )
    with op.batch_alter_table('conversation_visit', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_visit_expires_at', ['expires_at'], unique=False)

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code_key', sa.LargeBinary(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_draft_code_key'), ['code_key'])



def downgrade():
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_draft_code_key'), type_='unique')
        batch_op.drop_column('code_key')

    with op.batch_alter_table('conversation_visit', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_visit_expires_at')

    op.drop_table('conversation_visit')
    with op.batch_alter_table('conversation_message', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_message_conversation_id')

    op.drop_table('conversation_message')
    with op.batch_alter_table('young_person_link', schema=None) as batch_op:
        batch_op.drop_index('ix_young_person_link_other_id')

    op.drop_table('young_person_link')
    with op.batch_alter_table('restricted_opening', schema=None) as batch_op:
        batch_op.drop_index('ix_restricted_opening_submission_id')

    op.drop_table('restricted_opening')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_waits_since')

    op.drop_table('conversation')
    with op.batch_alter_table('contact_plan_override', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_plan_override_submission_id')

    op.drop_table('contact_plan_override')
    op.drop_table('voice_count')
    with op.batch_alter_table('sender_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_sender_mark_expires_at')

    op.drop_table('sender_mark')
    with op.batch_alter_table('saved_reply', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_reply_team_code')

    op.drop_table('saved_reply')
    with op.batch_alter_table('code_try', schema=None) as batch_op:
        batch_op.drop_index('ix_code_try_code_hash')
        batch_op.drop_index('ix_code_try_at')

    op.drop_table('code_try')
