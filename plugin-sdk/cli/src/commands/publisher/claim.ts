import { randomUUID } from 'node:crypto';
import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected } from '../../expected.ts';
import { pages } from '../../operations/pages.ts';
import { nodesOf } from '../../operations/plugin.ts';
import { CLAIM_NAME, NAME_CLAIMS, type NameClaim } from '../../operations/publisher.ts';
import { table } from '../../output/table.ts';

/** Claims a question may ask for. */
const PAGE = 100;

export const command = defineCommand({
  args: { handle: argument({ required: true }), name: argument() },
  flags: { reason: string() },
  mutates: true,
  examples: [
    [
      'citygraph publisher claim airlab',
      { en: 'Names outside your namespaces that you asked for', zh: '您申请过的命名空间之外的名称' },
    ],
    [
      'citygraph publisher claim airlab AdminDivision.airQuality --reason "The city’s own name for it"',
      { en: 'Ask for one; ends with 5', zh: '申请一个名称；以 5 结束' },
    ],
    [
      'citygraph publisher claim airlab AdminDivision.airQuality --reason "So" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args: { handle: publisher, name }, flags, hub: open, m }) {
    const hub = await open();
    if (name === undefined) {
      const own: NameClaim[] = [];
      const ask = async (after: string | null) =>
        (await hub.ask(NAME_CLAIMS, { publisher, first: PAGE, after })).nameClaims;
      for await (const page of pages(ask))
        own.push(...nodesOf(page).filter((claim) => claim.publisher?.handle === publisher));
      const rows = own.map((claim) => [claim.name, claim.state, claim.requestedAt, claim.decisionReason]);
      const heads = [m('label.name'), m('label.state'), m('label.since'), m('label.decision')];
      return { data: own, text: own.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
    }
    if (flags.reason === undefined) {
      throw new CommandError('USAGE', 'error.missing-flag', { flag: '--reason', command: 'publisher claim' });
    }
    const variables = { publisher, name, reason: flags.reason, key: randomUUID() };
    const claim = expected((await hub.act(CLAIM_NAME, variables)).claimName);
    return {
      data: claim,
      text: [m('say.claimed', { name: claim.name, state: claim.state })],
      exit: claim.state === 'REQUESTED' ? EXIT.waiting : EXIT.ok,
    };
  },
});
