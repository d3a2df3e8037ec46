import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { type Change, changed, changeLines, takenAway } from '../../app/changes.ts';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import type { MessageKey, Translate } from '../../messages/messages.ts';
import { MAKE_PLAN, PLANS, type Plan } from '../../operations/app.ts';
import { table } from '../../output/table.ts';

const limit = () => integer({ min: 1 });

/** Limits that a plan need not have, by their flags. */
const WITHOUT: Readonly<
  Record<
    string,
    { readonly named: string; readonly label: MessageKey; readonly of: 'requestsPerDay' | 'maxDepth' | 'maxCost' }
  >
> = {
  'requests-per-day': { named: 'REQUESTS_PER_DAY', label: 'label.requests-per-day', of: 'requestsPerDay' },
  'max-depth': { named: 'MAX_DEPTH', label: 'label.max-depth', of: 'maxDepth' },
  'max-cost': { named: 'MAX_COST', label: 'label.max-cost', of: 'maxCost' },
};

export const command = defineCommand({
  args: { plan: argument() },
  flags: {
    title: string(),
    'requests-per-minute': limit(),
    'cost-per-minute': limit(),
    'requests-per-day': limit(),
    'max-depth': limit(),
    'max-cost': limit(),
    // Unsaid, each stays as it is: who changes a title opens nothing.
    manual: boolean({ allowNo: true }),
    retired: boolean({ allowNo: true }),
    without: string({ multiple: true, options: Object.keys(WITHOUT) }),
  },
  mutates: 'destructive',
  examples: [
    ['citygraph app plan', { en: 'The plans there are, and what each allows', zh: '现有套餐及其限额' }],
    [
      'citygraph app plan basic --title Basic --requests-per-minute 60 --cost-per-minute 6000',
      {
        en: 'Make one, or change it for all who have it; for administrators',
        zh: '新建或为所有使用者修改套餐；仅限管理员',
      },
    ],
    [
      'citygraph app plan gold --title Gold --requests-per-minute 600 --cost-per-minute 60000 --manual --dry-run',
      { en: 'One that a plugin’s publisher has to agree to', zh: '须经插件发布者同意的套餐' },
    ],
  ],
  async run({ args, flags, hub: open, m, confirm, progress }) {
    const hub = await open();
    const plans = (await hub.ask(PLANS, {})).plans ?? [];
    if (args.plan === undefined) {
      return { data: plans, text: plans.length === 0 ? [m('say.nothing-yet')] : table(heads(m), plans.map(row)) };
    }
    const before = plans.find(({ name }) => name === args.plan) ?? null;
    const needed = <T>(value: T | undefined, flag: string): T | null => {
      if (value === undefined && before === null)
        throw new CommandError('USAGE', 'error.missing-flag', { flag, command: 'app plan' });
      return value ?? null;
    };
    const without = flags.without ?? [];
    const said = {
      title: needed(flags.title, '--title'),
      requestsPerMinute: needed(flags['requests-per-minute'], '--requests-per-minute'),
      costPerMinute: needed(flags['cost-per-minute'], '--cost-per-minute'),
      requestsPerDay: flags['requests-per-day'] ?? null,
      maxDepth: flags['max-depth'] ?? null,
      maxCost: flags['max-cost'] ?? null,
      approval: flags.manual === undefined ? null : flags.manual ? ('MANUAL' as const) : ('AUTO' as const),
      retired: flags.retired ?? null,
      without: without.flatMap((limit) => WITHOUT[limit]?.named ?? []),
    };
    const changes = before === null ? [] : changesOf(before, said, without);
    if (changes.some(({ opens }) => opens)) await confirm(changeLines(changes, m));
    else progress(...changeLines(changes, m));
    const made = expected((await hub.act(MAKE_PLAN, { plan: args.plan, ...said })).makePlan);
    return {
      data: { ...made, before },
      text: [...table(heads(m), [row(made)]), { tone: 'dim', text: m('say.in-force-soon') }],
    };
  },
});

type Said = Pick<Plan, 'requestsPerDay' | 'maxDepth' | 'maxCost'> & {
  readonly [K in 'title' | 'requestsPerMinute' | 'costPerMinute' | 'approval']: Plan[K] | null;
} & { readonly retired: boolean | null };

/** Who has the plan has what it becomes at once. */
const changesOf = (before: Plan, said: Said, without: readonly string[]): Change[] => [
  ...changed([
    ['label.name', before.title, said.title],
    ['label.requests-per-minute', before.requestsPerMinute, said.requestsPerMinute],
    ['label.cost-per-minute', before.costPerMinute, said.costPerMinute],
    ['label.requests-per-day', before.requestsPerDay, said.requestsPerDay],
    ['label.max-depth', before.maxDepth, said.maxDepth],
    ['label.max-cost', before.maxCost, said.maxCost],
    ['label.approval', before.approval, said.approval, said.approval === 'AUTO'],
    ['label.ended', before.retiredAt !== null, said.retired, said.retired === false],
  ]),
  ...without.flatMap((limit) => {
    const { label, of } = WITHOUT[limit] ?? {};
    return label && of ? takenAway(label, before[of]) : [];
  }),
];

const heads = (m: Translate) => [
  m('label.plan'),
  m('label.name'),
  m('label.requests-per-minute'),
  m('label.cost-per-minute'),
  m('label.requests-per-day'),
  m('label.max-depth'),
  m('label.max-cost'),
  m('label.approval'),
  m('label.ended'),
];

const row = (plan: Plan) => [
  plan.name,
  plan.title,
  plan.requestsPerMinute,
  plan.costPerMinute,
  plan.requestsPerDay,
  plan.maxDepth,
  plan.maxCost,
  plan.approval,
  plan.retiredAt,
];
