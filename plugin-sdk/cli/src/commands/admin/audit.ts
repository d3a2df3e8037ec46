import { integer } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { AUDIT } from '../../operations/admin.ts';
import { listed } from '../../operations/listed.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    [
      'citygraph admin audit',
      { en: 'The last acts, and whether the chain holds', zh: '最近的操作，以及审计链是否完整' },
    ],
    ['citygraph admin audit --last 100', { en: 'More of them', zh: '显示更多' }],
    [
      'citygraph admin audit --json',
      { en: 'For a program; ends with 1 when the chain is broken', zh: '供程序使用；审计链断裂时以 1 结束' },
    ],
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
