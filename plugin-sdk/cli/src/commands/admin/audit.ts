import { integer } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { AUDIT } from '../../operations/admin.ts';
import { listed } from '../../operations/listed.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph admin audit', 'The last acts, and whether the chain holds'],
    ['citygraph admin audit --last 100', 'More of them'],
    ['citygraph admin audit --json', 'For a program; ends with 1 when the chain is broken'],
  ],
  async run({ flags, hub, m, warn }) {
    const { auditEntries, verifyAudit } = await (await hub()).ask(AUDIT, { first: flags.last });
    const { nodes: entries, hasMore } = listed(auditEntries);
    if (hasMore) warn('warning.more', { count: entries.length });
    const heads = ['#', m('label.since'), m('label.actor'), m('label.act'), m('label.target'), m('label.reason')];
    const rows = entries.map((one) => [one.sequence, one.at, one.actor, one.act, one.target, one.reason]);
    const isBroken = verifyAudit?.intact === false;
    return {
      data: { entries, chain: verifyAudit },
      text: [
        ...table(heads, rows),
        '',
        ...(verifyAudit?.intact ? [m('say.audit-intact', { entries: verifyAudit.entries })] : []),
      ],
      ...(isBroken && {
        problem: new CommandError('REFUSED', 'error.audit-broken', { at: verifyAudit.brokenAt ?? 0 }),
      }),
    };
  },
});
