import { resolve } from 'node:path';
import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import { momentOf } from '../../moment-of.ts';
import { MY_ACCESSES } from '../../operations/ledger.ts';
import { table } from '../../output/table.ts';
import { writeFileWhole } from '../../settings/write-file.ts';

export const command = defineCommand({
  flags: { since: string(), 'with-own': boolean({ default: false }), out: string() },
  examples: [
    ['citygraph ledger export', 'Who saw your data'],
    ['citygraph ledger export --since 2026-01-01 --out accesses.jsonl', 'Since a day, one entry a line into a file'],
    ['citygraph ledger export --with-own --json', 'Your own looks as well'],
  ],
  async run({ flags, world, hub, m }) {
    const since = flags.since === undefined ? null : momentOf(flags.since, '--since');
    const { me } = await (await hub()).ask(MY_ACCESSES, { since, withOwn: flags['with-own'] });
    const accesses = found(me, 'me').dataAccesses ?? [];
    if (flags.out !== undefined) {
      const lines = accesses.map((access) => `${JSON.stringify(access)}\n`).join('');
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
      data: { accesses, file: flags.out ?? null },
      text:
        accesses.length === 0
          ? [m('say.nothing-yet')]
          : flags.out === undefined
            ? table(heads, rows)
            : [m('say.written', { file: flags.out, count: accesses.length })],
    };
  },
});
