import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { checkSaid } from '../../decide/check-said.ts';
import { kindOf } from '../../decide/kind-of.ts';
import { MATTER_KINDS } from '../../decide/matter.ts';
import { MATTERS } from '../../decide/matters.ts';
import { defineCommand } from '../../define-command.ts';

const CODES = [
  'DATA_EXCESSIVE',
  'PURPOSE_UNCLEAR',
  'PRIVACY',
  'SECURITY',
  'SCHEMA_UNCLEAR',
  'MISLEADING',
  'QUALITY',
  'LEGAL',
  'OTHER',
];

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  flags: {
    kind: string({ options: [...MATTER_KINDS] }),
    code: string({ options: CODES, aliases: ['reason-code'] }),
    digest: string(),
    reason: string({ required: true }),
    changes: boolean(),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin reject rev_1 --code PRIVACY --reason "Names are not needed for this" --yes',
      { en: 'Say no for good', zh: '否决，不再受理' },
    ],
    [
      'citygraph admin reject rev_1 --changes --code SCHEMA_UNCLEAR --reason "Say the unit" --yes',
      { en: 'Ask for changes of a release instead', zh: '要求修改版本，而非否决' },
    ],
    [
      'citygraph admin reject grt_1 --reason "The purpose does not need it" --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args, flags, hub: open, m, confirm }) {
    const { code, digest, reason, changes } = flags;
    const said = { code, digest, reason, changes };
    const kind = kindOf(args.id, flags.kind);
    checkSaid('admin reject', kind, said);
    const matter = await MATTERS[kind].open(await open(), args.id);
    await confirm(matter.show(m));
    const { data, text } = await matter.reject(said, m);
    return { data, text };
  },
});
