import { resolve } from 'node:path';
import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import { momentOf } from '../../moment-of.ts';
import { type DataAccess, MY_ACCESSES } from '../../operations/ledger.ts';
import { pages } from '../../operations/pages.ts';
import { table } from '../../output/table.ts';
import { writeFileWhole } from '../../settings/write-file.ts';

export const command = defineCommand({
  flags: { since: string(), 'with-own': boolean({ default: false }), out: string() },
  examples: [
    ['citygraph ledger export', { en: 'Who saw your data', zh: '谁查看过您的数据' }],
    [
      'citygraph ledger export --since 2026-01-01 --out accesses.jsonl',
      {
        en: 'Since a day into a file: a line that says how many and over what time, and one for each',
        zh: '将某日以来的记录写入文件：首行说明条数和时段，其后每条一行',
      },
    ],
    ['citygraph ledger export --with-own --json', { en: 'Your own looks as well', zh: '包括您自己的查看' }],
  ],
  async run({ flags, world, hub, m }) {
    const since = flags.since === undefined ? null : momentOf(flags.since, '--since');
    const withOwn = flags['with-own'];
    const accesses = await allAccesses(await hub(), { since, withOwn });
    const [from, to] = [accesses.at(-1)?.at ?? null, accesses[0]?.at ?? null];
    if (flags.out !== undefined) {
      const head = { export: { count: accesses.length, from, to, since, withOwn } };
      const lines = [head, ...accesses].map((line) => `${JSON.stringify(line)}\n`).join('');
      await writeFileWhole(resolve(world.cwd, flags.out), lines, 0o600);
    }
    const heads = [m('label.since'), m('label.app'), m('label.purpose'), m('label.coordinates'), m('label.receivers')];
    const rows = accesses.map((one) => [
      one.at,
      one.app,
      one.purpose,
      one.coordinates?.join(' '),
      one.receivers?.join(' '),
    ]);
    return {
      data: { count: accesses.length, from, to, accesses, file: flags.out ?? null },
      text:
        accesses.length === 0
          ? [m('say.nothing-yet')]
          : flags.out === undefined
            ? table(heads, rows)
            : [m('say.written', { file: flags.out, count: accesses.length, from: from ?? '', to: to ?? '' })],
    };
  },
});

/** Every page, the latest first. What is recorded meanwhile stands before the first. */
async function allAccesses(
  hub: Hub,
  wanted: { readonly since: string | null; readonly withOwn: boolean },
): Promise<readonly DataAccess[]> {
  const accesses: DataAccess[] = [];
  const ask = async (after: string | null) =>
    found((await hub.ask(MY_ACCESSES, { ...wanted, after })).me, 'me').dataAccessesConnection;
  for await (const { nodes } of pages(ask)) accesses.push(...nodes);
  return accesses;
}
