import { resolve } from 'node:path';
import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { readPublicKeys } from '../../ledger/read-public-keys.ts';
import { verifyLedger } from '../../ledger/verify-ledger.ts';

export const command = defineCommand({
  args: { path: argument({ required: true }) },
  flags: { keys: string({ required: true }), head: string(), 'allow-unsealed': boolean() },
  examples: [
    [
      'citygraph ledger verify ./ledger --keys keys.json',
      { en: 'Whether an archive is as it was written, without any hub', zh: '不连平台，检查档案是否与写入时一致' },
    ],
    [
      'citygraph ledger verify ledger-00000001.jsonl --keys keys.json',
      { en: 'One file of it', zh: '只检查其中一个文件' },
    ],
    [
      'citygraph ledger verify ./ledger --keys keys.json --head 9f86d0…',
      {
        en: 'And still ends, or goes on, where it did when you noted its head',
        zh: '并检查它仍在当时记下的末尾处结束或延续',
      },
    ],
  ],
  async run({ args, flags, world, m }) {
    const keys = await readPublicKeys(resolve(world.cwd, flags.keys));
    const { file, verdict } = await verifyLedger(resolve(world.cwd, args.path), keys, flags.head ?? null);
    if (verdict.ok) {
      const { ledger, entries, seals, unsealed, head } = verdict;
      const data = { intact: true, ledger, entries, seals, unsealed, head };
      const problem =
        unsealed > 0 && !flags['allow-unsealed'] && new CommandError('UNSEALED', 'error.ledger-unsealed', { unsealed });
      const text = m('say.ledger-intact', { ledger, entries, seals, unsealed });
      return { data, text: [{ tone: problem ? 'warn' : 'good', text }, head], ...(problem && { problem }) };
    }
    const { row, sequence, kind, message, zh } = verdict;
    return {
      data: { intact: false, file, row, sequence, kind, message },
      text: [],
      problem: new CommandError(
        'REFUSED',
        'error.ledger-changed',
        { kind, message: { en: message, zh } },
        { location: row > 0 ? { file, line: row } : { file } },
      ),
    };
  },
});
