"""national services, and versions of what the public sees of a team"""

import sqlalchemy as sa
from alembic import op

from portal import storage

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('service',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('code', name=op.f('uq_service_code'))
    )
    op.create_table('team_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_code', sa.String(length=120), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', storage.UtcDateTime(timezone=True), nullable=False),
    sa.Column('what_changed', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_version')),
    sa.UniqueConstraint('team_code', 'number', name=op.f('uq_team_version_team_code_number'))
    )
    op.create_table('service_contact',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_contact_service_id_service'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_contact'))
    )
    with op.batch_alter_table('service_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_contact_service_id'), ['service_id'], unique=False)


def downgrade():
    with op.batch_alter_table('service_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_contact_service_id'))

    op.drop_table('service_contact')
    op.drop_table('team_version')
    op.drop_table('service')
