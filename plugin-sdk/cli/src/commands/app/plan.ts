import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import type { Translate } from '../../messages/messages.ts';
import { MAKE_PLAN, PLANS, type Plan } from '../../operations/app.ts';
import { table } from '../../output/table.ts';

const limit = () => integer({ min: 1 });

export const command = defineCommand({
  args: { plan: argument() },
  flags: {
    title: string(),
    'requests-per-minute': limit(),
    'cost-per-minute': limit(),
    'requests-per-day': limit(),
    'max-depth': limit(),
    'max-cost': limit(),
    manual: boolean({ default: false }),
    retired: boolean({ default: false }),
  },
  mutates: true,
  examples: [
    ['citygraph app plan', 'The plans there are, and what each allows'],
    [
      'citygraph app plan basic --title Basic --requests-per-minute 60 --cost-per-minute 6000',
      'Make one, or change it for all who have it; for administrators',
    ],
    [
      'citygraph app plan gold --title Gold --requests-per-minute 600 --cost-per-minute 60000 --manual --dry-run',
      'One that a plugin’s publisher has to agree to',
    ],
  ],
  async run({ args, flags, hub: open, m }) {
    const hub = await open();
    if (args.plan === undefined) {
      const plans = (await hub.ask(PLANS, {})).plans ?? [];
      return { data: plans, text: plans.length === 0 ? [m('say.nothing-yet')] : table(heads(m), plans.map(row)) };
    }
    const needed = <T>(value: T | undefined, flag: string): T => {
      if (value === undefined) throw new CommandError('USAGE', 'error.missing-flag', { flag, command: 'app plan' });
      return value;
    };
    const made = expected(
      (
        await hub.act(MAKE_PLAN, {
          plan: args.plan,
          title: needed(flags.title, '--title'),
          requestsPerMinute: needed(flags['requests-per-minute'], '--requests-per-minute'),
          costPerMinute: needed(flags['cost-per-minute'], '--cost-per-minute'),
          requestsPerDay: flags['requests-per-day'] ?? null,
          maxDepth: flags['max-depth'] ?? null,
          maxCost: flags['max-cost'] ?? null,
          approval: flags.manual ? 'MANUAL' : 'AUTO',
          retired: flags.retired,
        })
      ).makePlan,
    );
    return { data: made, text: [...table(heads(m), [row(made)]), { tone: 'dim', text: m('say.in-force-soon') }] };
  },
});

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
