import { migration, type SchemaBuilder } from '@citygraph/kit';

/** Acts of the audit, about a publisher, that only its members can have done. */
const OF_MEMBERS = [
  'registerPublisher',
  'takeNamespace',
  'proveDomain',
  'dropDomain',
  'inviteMember',
  'changeMemberRole',
  'removeMember',
  'closePublisher',
];

/**
 * Who was a member of a publisher: nobody leaves it for a moment to judge what is its own. Of those who left before, it is known who registered, published, asked or acted in
 * its name, as far as the tables and the audit still have it; when they left is not, so that they count from this day on.
 */
export const formerMembers = migration('0180-former-members', (schema) => [
  schema
    .createTable('former_member')
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('until', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('former_member_key', ['publisher_id', 'subject']),
  schema.createIndex('former_member_subject').on('former_member').columns(['subject', 'until']),
  { compile: () => ({ sql: knownOfOld(schema), parameters: [] }) },
]);

/** Each database has its own clock; what JSON holds is text in quotes in one and without them in the other. */
function knownOfOld(schema: SchemaBuilder): string {
  const isMySql = schema.dropTable('former_member').compile().sql.includes('`');
  const now = isMySql ? 'utc_timestamp(3)' : "strftime('%Y-%m-%d %H:%M:%f', 'now')";
  const said = (name: string) => `replace(json_extract(audit_entry.record, '$.${name}'), '"', '')`;
  const acts = OF_MEMBERS.map((act) => `'${act}'`).join(', ');
  return `insert into former_member (publisher_id, subject, until)
    select known.publisher_id, known.subject, ${now} from (
      select plugin.publisher_id as publisher_id, plugin_release.published_by as subject from plugin_release join plugin on plugin.name = plugin_release.plugin
      union select plugin.publisher_id, workload.made_by from workload join plugin on plugin.name = workload.plugin
      union select name_claim.publisher_id, name_claim.requested_by from name_claim
      union select review.publisher_id, review.submitted_by from review
      union select publisher.id, ${said('actor')} from audit_entry join publisher on publisher.handle = ${said('target')} where ${said('act')} in (${acts})
      union select plugin.publisher_id, ${said('actor')} from audit_entry join plugin on plugin.name = ${said('target')} where ${said('act')} = 'createPlugin'
    ) as known
    left join publisher_member on publisher_member.publisher_id = known.publisher_id and publisher_member.subject = known.subject
    where publisher_member.subject is null and known.subject <> '' and known.subject not like 'citygraph:%'`;
}
