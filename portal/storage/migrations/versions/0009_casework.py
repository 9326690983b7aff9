"""casework: the register of children, ratings and reviews, contacts, clocks, cover

What is on the register stays for as long as the child's record does, so ``submission_that_stays`` is made anew.
"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

STAYS_BEFORE = """
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
ON_REGISTER = """
UNION ALL
SELECT submission_id, 'on_register' FROM child_submission WHERE ended_at IS NULL
UNION ALL
SELECT submission_id, 'on_register' FROM child_views WHERE ended_at IS NULL
"""


def upgrade():
    op.create_table('child',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('council', sa.String(length=40), nullable=False),
    sa.Column('team_code', sa.String(length=80), nullable=False),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('assignee_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('identity_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('leaves_mark', sa.LargeBinary(length=40), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('status_from', sa.Date(), nullable=True),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('rating', sa.String(length=12), nullable=False),
    sa.Column('rated_on', sa.Date(), nullable=True),
    sa.Column('rating_is_old', sa.Boolean(), nullable=False),
    sa.Column('suitability', sa.String(length=20), nullable=False),
    sa.Column('next_review_on', sa.Date(), nullable=True),
    sa.Column('planned', sa.Boolean(), nullable=False),
    sa.Column('last_reviewed_on', sa.Date(), nullable=True),
    sa.Column('last_contact_on', sa.Date(), nullable=True),
    sa.Column('last_seen_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['merged_into_id'], ['child.id'], name=op.f('fk_child_merged_into_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child')),
    sa.UniqueConstraint('reference', name=op.f('uq_child_reference'))
    )
    op.create_index('ix_child_contacts', 'child', ['team_code', 'listed', 'current', 'last_contact_on', 'made_at', 'id', 'rating', 'assignee_id', 'restricted'], unique=False)
    op.create_index('ix_child_officer', 'child', ['team_code', 'listed', 'status', 'assignee_id', 'made_at', 'id', 'rating', 'restricted'], unique=False)
    op.create_index('ix_child_merged_into_id', 'child', ['merged_into_id'], unique=False, sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
    op.create_index('ix_child_unplanned', 'child', ['team_code', 'listed', 'current', 'planned', 'next_review_on', 'id'], unique=False)
    op.create_index('ix_child_leaves', 'child', ['leaves_mark', 'current'], unique=False)
    op.create_index('ix_child_assignee_id', 'child', ['assignee_id'], unique=False)
    op.create_index('ix_child_owner', 'child', ['team_code', 'listed', 'current', 'assignee_id', 'next_review_on', 'id', 'rating', 'restricted', 'last_contact_on', 'rating_is_old'], unique=False)
    op.create_index('ix_child_rated', 'child', ['team_code', 'listed', 'status', 'rating', 'made_at', 'id'], unique=False)
    op.create_index('ix_child_ratings', 'child', ['team_code', 'listed', 'current', 'rating', 'next_review_on', 'id', 'assignee_id', 'restricted'], unique=False)
    op.create_index('ix_child_register', 'child', ['team_code', 'listed', 'status', 'made_at', 'id'], unique=False)
    op.create_index('ix_child_reviews', 'child', ['team_code', 'listed', 'current', 'next_review_on', 'id', 'rating', 'assignee_id', 'restricted'], unique=False)
    op.create_index('ix_child_stale', 'child', ['team_code', 'listed', 'current', 'rating_is_old', 'next_review_on', 'id', 'rating', 'assignee_id', 'restricted'], unique=False)
    op.create_table('clocks_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council_code', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clocks_version')),
    sa.UniqueConstraint('council_code', 'number', name=op.f('uq_clocks_version_council_code_number'))
    )
    op.create_table('matrix_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council_code', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matrix_version')),
    sa.UniqueConstraint('council_code', 'number', name=op.f('uq_matrix_version_council_code_number'))
    )
    op.create_table('ask_first',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_ask_first_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_first'))
    )
    op.create_index('uq_ask_first_standing', 'ask_first', ['child_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('asked_first',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('used_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_asked_first_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_first'))
    )
    op.create_index('ix_asked_first_child_id', 'asked_first', ['child_id', 'at'], unique=False)
    op.create_table('calendar_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.LargeBinary(length=64), nullable=False),
    sa.Column('made_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_calendar_key_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_key')),
    sa.UniqueConstraint('mark', name=op.f('uq_calendar_key_mark'))
    )
    op.create_index('ix_calendar_key_staff_id', 'calendar_key', ['staff_id'], unique=False)
    op.create_table('check_done',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_check_done_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_done')),
    sa.UniqueConstraint('submission_id', 'item', name=op.f('uq_check_done_submission_id_item'))
    )
    op.create_table('child_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('what', sa.String(length=24), nullable=False),
    sa.Column('detail_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_event_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_event'))
    )
    op.create_index('ix_child_event_child_id', 'child_event', ['child_id', 'at'], unique=False)
    op.create_table('child_fact',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('topic', sa.String(length=16), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('source_id', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('struck_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('struck_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_fact_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_fact'))
    )
    op.create_index('ix_child_fact_child', 'child_fact', ['child_id', 'topic'], unique=False)
    op.create_index('ix_child_fact_source_id', 'child_fact', ['source_id'], unique=False)
    op.create_table('child_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('council', sa.String(length=40), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('mark', sa.LargeBinary(length=40), nullable=False),
    sa.Column('made_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_key_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_key'))
    )
    op.create_index('ix_child_key_child_id', 'child_key', ['child_id'], unique=False)
    op.create_index('ix_child_key_mark', 'child_key', ['council', 'mark', 'made_at', 'child_id'], unique=False)
    op.create_table('child_merge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('into_id', sa.Uuid(), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['from_id'], ['child.id'], name=op.f('fk_child_merge_from_id_child')),
    sa.ForeignKeyConstraint(['into_id'], ['child.id'], name=op.f('fk_child_merge_into_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_merge'))
    )
    op.create_index('ix_child_merge_from_id', 'child_merge', ['from_id'], unique=False)
    op.create_index('ix_child_merge_into_id', 'child_merge', ['into_id'], unique=False)
    op.create_table('child_opening',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_opening_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_opening'))
    )
    op.create_index('ix_child_opening_child_id', 'child_opening', ['child_id', 'by'], unique=False)
    op.create_table('child_status',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('council', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('source_id', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('struck_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('struck_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_status_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_status'))
    )
    op.create_index('ix_child_status_child', 'child_status', ['child_id', 'from_on'], unique=False)
    op.create_index('ix_child_status_day', 'child_status', ['council', 'from_on'], unique=False)
    op.create_table('child_submission',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_submission_child_id_child')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_child_submission_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_submission'))
    )
    op.create_index('ix_child_submission_child_id', 'child_submission', ['child_id'], unique=False)
    op.create_index('uq_child_submission_standing', 'child_submission', ['submission_id', 'position'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('child_views',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_views_child_id_child')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_child_views_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_views'))
    )
    op.create_index('ix_child_views_child_id', 'child_views', ['child_id'], unique=False)
    op.create_index('uq_child_views_standing', 'child_views', ['submission_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('climb',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('clock', sa.String(length=16), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_climb_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_climb')),
    sa.UniqueConstraint('submission_id', 'clock', 'step', name=op.f('uq_climb_submission_id_clock_step'))
    )
    op.create_index('ix_climb_step', 'climb', ['step', 'at'], unique=False)
    op.create_table('contact_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('reached', sa.Boolean(), nullable=False),
    sa.Column('child_seen', sa.Boolean(), nullable=False),
    sa.Column('seen_alone', sa.Boolean(), nullable=False),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('next_by', sa.Uuid(), nullable=True),
    sa.Column('next_done_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('struck_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('struck_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_contact_entry_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_entry'))
    )
    op.create_index('ix_contact_entry_child_id', 'contact_entry', ['child_id', 'on'], unique=False)
    op.create_index('ix_contact_entry_next', 'contact_entry', ['next_by', 'next_done_at', 'next_on', 'at', 'id'], unique=False)
    op.create_table('cover',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('covered_by', sa.Uuid(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('made_at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['covered_by'], ['staff.id'], name=op.f('fk_cover_covered_by_staff'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_cover_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover'))
    )
    op.create_index('ix_cover_covered_by', 'cover', ['covered_by', 'until_on'], unique=False)
    op.create_index('ix_cover_staff_id', 'cover', ['staff_id'], unique=False)
    op.create_table('household_member',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('household', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_household_member_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household_member'))
    )
    op.create_index('ix_household_member_child_id', 'household_member', ['child_id'], unique=False)
    op.create_index('ix_household_member_household', 'household_member', ['household'], unique=False)
    op.create_table('rating_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('rating', sa.String(length=12), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_rating_change_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating_change'))
    )
    op.create_index('ix_rating_change_child_id', 'rating_change', ['child_id', 'at'], unique=False)
    op.create_table('review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('why', sa.String(length=20), nullable=False),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', storage.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_review_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    op.create_index('ix_review_child_id', 'review', ['child_id', 'at'], unique=False)
    op.create_index('uq_review_standing', 'review', ['child_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('suitability_finding',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_suitability_finding_child_id_child')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suitability_finding'))
    )
    op.create_index('ix_suitability_finding_child_id', 'suitability_finding', ['child_id', 'on'], unique=False)
    op.add_column('submission', sa.Column('contact_by', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('submission', sa.Column('contacted_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('submission', sa.Column('checks_by', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('submission', sa.Column('checked_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.add_column('submission', sa.Column('next_clock_at', storage.UtcDateTime(timezone=True), nullable=True))
    op.create_index('ix_submission_late', 'submission', ['team_code', 'is_open', 'suspect', 'next_clock_at'], unique=False)
    op.create_index('ix_submission_stage', 'submission', ['team_code', 'is_open', 'suspect', 'status', 'urgency_order', 'received_at'], unique=False)
    op.create_index('ix_submission_hands', 'submission', ['team_code', 'is_open', 'suspect', 'assignee_id', 'urgency_order', 'received_at'], unique=False)
    op.create_index('ix_submission_own', 'submission', ['assignee_id', 'is_open', 'urgency_order', 'received_at'], unique=False)
    # What came before has one clock, its first look; nobody was promised the others.
    op.execute("UPDATE submission SET next_clock_at = look_by WHERE is_open AND status = 'new'")
    op.execute('DROP VIEW submission_that_stays')
    op.execute(STAYS_BEFORE + ON_REGISTER)


def downgrade():
    op.execute('DROP VIEW submission_that_stays')
    op.execute(STAYS_BEFORE)
    op.drop_index('ix_submission_own', table_name='submission')
    op.drop_index('ix_submission_hands', table_name='submission')
    op.drop_index('ix_submission_stage', table_name='submission')
    op.drop_index('ix_submission_late', table_name='submission')
    op.drop_column('submission', 'next_clock_at')
    op.drop_column('submission', 'checked_at')
    op.drop_column('submission', 'checks_by')
    op.drop_column('submission', 'contacted_at')
    op.drop_column('submission', 'contact_by')
    op.drop_index('ix_suitability_finding_child_id', table_name='suitability_finding')
    op.drop_table('suitability_finding')
    op.drop_index('uq_review_standing', table_name='review', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('ix_review_child_id', table_name='review')
    op.drop_table('review')
    op.drop_index('ix_rating_change_child_id', table_name='rating_change')
    op.drop_table('rating_change')
    op.drop_index('ix_household_member_household', table_name='household_member')
    op.drop_index('ix_household_member_child_id', table_name='household_member')
    op.drop_table('household_member')
    op.drop_index('ix_cover_staff_id', table_name='cover')
    op.drop_index('ix_cover_covered_by', table_name='cover')
    op.drop_table('cover')
    op.drop_index('ix_contact_entry_next', table_name='contact_entry')
    op.drop_index('ix_contact_entry_child_id', table_name='contact_entry')
    op.drop_table('contact_entry')
    op.drop_index('ix_climb_step', table_name='climb')
    op.drop_table('climb')
    op.drop_index('uq_child_views_standing', table_name='child_views', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('ix_child_views_child_id', table_name='child_views')
    op.drop_table('child_views')
    op.drop_index('uq_child_submission_standing', table_name='child_submission', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('ix_child_submission_child_id', table_name='child_submission')
    op.drop_table('child_submission')
    op.drop_index('ix_child_status_day', table_name='child_status')
    op.drop_index('ix_child_status_child', table_name='child_status')
    op.drop_table('child_status')
    op.drop_index('ix_child_opening_child_id', table_name='child_opening')
    op.drop_table('child_opening')
    op.drop_index('ix_child_merge_into_id', table_name='child_merge')
    op.drop_index('ix_child_merge_from_id', table_name='child_merge')
    op.drop_table('child_merge')
    op.drop_index('ix_child_key_mark', table_name='child_key')
    op.drop_index('ix_child_key_child_id', table_name='child_key')
    op.drop_table('child_key')
    op.drop_index('ix_child_fact_source_id', table_name='child_fact')
    op.drop_index('ix_child_fact_child', table_name='child_fact')
    op.drop_table('child_fact')
    op.drop_index('ix_child_event_child_id', table_name='child_event')
    op.drop_table('child_event')
    op.drop_table('check_done')
    op.drop_index('ix_calendar_key_staff_id', table_name='calendar_key')
    op.drop_table('calendar_key')
    op.drop_index('ix_asked_first_child_id', table_name='asked_first')
    op.drop_table('asked_first')
    op.drop_index('uq_ask_first_standing', table_name='ask_first', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_table('ask_first')
    op.drop_table('matrix_version')
    op.drop_table('clocks_version')
    op.drop_index('ix_child_stale', table_name='child')
    op.drop_index('ix_child_reviews', table_name='child')
    op.drop_index('ix_child_register', table_name='child')
    op.drop_index('ix_child_rated', table_name='child')
    op.drop_index('ix_child_ratings', table_name='child')
    op.drop_index('ix_child_owner', table_name='child')
    op.drop_index('ix_child_leaves', table_name='child')
    op.drop_index('ix_child_unplanned', table_name='child')
    op.drop_index('ix_child_assignee_id', table_name='child')
    op.drop_index('ix_child_officer', table_name='child')
    op.drop_index('ix_child_merged_into_id', table_name='child', sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
    op.drop_index('ix_child_contacts', table_name='child')
    op.drop_table('child')
