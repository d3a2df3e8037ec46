import { boolean, integer } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { AUDIT, OLDER_AUDIT } from '../../operations/admin.ts';
import { pages } from '../../operations/pages.ts';
import { nodesOf } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';

/** Entries a question may ask for. */
const PAGE = 100;

export const command = defineCommand({
  flags: {
    last: integer({ default: 20, min: 1, max: PAGE, exclusive: ['all'] }),
    all: boolean({ default: false }),
  },
  examples: [
    [
      'citygraph admin audit',
      { en: 'The last acts, and whether the chain holds', zh: '最近的操作，以及审计链是否完整' },
    ],
    ['citygraph admin audit --all', { en: 'Every act there ever was', zh: '有史以来的所有操作' }],
    [
      'citygraph admin audit --json',
      { en: 'For a program; ends with 1 when the chain is broken', zh: '供程序使用；审计链断裂时以 1 结束' },
    ],
  ],
  async run({ flags, hub, m, warn }) {
    const from = await hub();
    const { auditEntries, verifyAudit } = await from.ask(AUDIT, { first: flags.all ? PAGE : flags.last });
    const entries = nodesOf(auditEntries);
    const { hasNextPage = false, endCursor = null } = auditEntries?.pageInfo ?? {};
    if (hasNextPage && flags.all) {
      const ask = async (after: string | null) =>
        (await from.ask(OLDER_AUDIT, { first: PAGE, after: after ?? endCursor })).auditEntries;
      for await (const page of pages(ask)) entries.push(...nodesOf(page));
    } else if (hasNextPage) warn('warning.more-all', { count: entries.length });
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
