import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { checkSaid } from '../../decide/check-said.ts';
import { kindOf } from '../../decide/kind-of.ts';
import { MATTER_KINDS } from '../../decide/matter.ts';
import { MATTERS } from '../../decide/matters.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  flags: {
    kind: string({ options: [...MATTER_KINDS] }),
    digest: string(),
    'egress-digest': string(),
    coordinate: string({ multiple: true }),
    consent: boolean({ allowNo: true }),
    uscc: string(),
    reason: string(),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph admin approve rev_1 --digest 9f86d0… --egress-digest 60303a… --yes',
      {
        en: 'Say yes to the release that you looked at, and to what it is sent; anything else is refused',
        zh: '批准您看过的版本及流向它的数据；其余一律拒绝',
      },
    ],
    [
      'citygraph admin approve grt_1 --coordinate Resident.id --reason "Names are not needed" --yes',
      {
        en: 'Grant a part of what was asked for; ends with 5 until the grantee accepts',
        zh: '只批准所申请的一部分；对方接受之前以 5 结束',
      },
    ],
    [
      'citygraph admin approve airlab --uscc 91220100MA1C30014B --yes',
      { en: 'Say that you saw a publisher’s licence', zh: '确认已核验发布者的执照' },
    ],
  ],
  async run({ args, flags, hub: open, m, confirm }) {
    const { digest, coordinate, consent, uscc, reason } = flags;
    const said = { digest, 'egress-digest': flags['egress-digest'], coordinate, consent, uscc, reason };
    const kind = kindOf(args.id, flags.kind);
    checkSaid('admin approve', kind, said);
    const matter = await MATTERS[kind].open(await open(), args.id);
    await confirm(matter.show(m));
    const { data, text, isWaiting } = await matter.approve(said, m);
    return { data, text, exit: isWaiting ? EXIT.waiting : EXIT.ok };
  },
});
