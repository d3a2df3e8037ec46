import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected, found } from '../../expected.ts';
import { SUBSCRIBE, SUBSCRIPTIONS, type Subscription, UNSUBSCRIBE } from '../../operations/app.ts';
import { pages } from '../../operations/pages.ts';
import { nodesOf } from '../../operations/plugin.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }), plugin: argument() },
  flags: { plan: string(), end: boolean({ default: false }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph app subscribe app-air',
      { en: 'What it is subscribed to, and the plans there are', zh: '已订阅的插件，以及现有套餐' },
    ],
    [
      'citygraph app subscribe app-air aqi --plan basic',
      {
        en: 'Ask for a plugin’s fields, or for another plan; ends with 5 when its publisher has to agree',
        zh: '申请插件的字段或另一套餐；须发布者同意时以 5 结束',
      },
    ],
    ['citygraph app subscribe app-air aqi --end --yes', { en: 'End it', zh: '退订' }],
  ],
  async run({ args: { app, plugin }, flags, hub: open, m, confirm }) {
    const hub = await open();
    const plans: { readonly name: string; readonly title: string }[] = [];
    const subscriptions: Subscription[] = [];
    const ask = async (after: string | null) => {
      const answer = await hub.ask(SUBSCRIPTIONS, { app, after });
      plans.splice(0, plans.length, ...(answer.plans ?? []));
      return answer.pluginSubscriptions;
    };
    for await (const page of pages(ask)) subscriptions.push(...nodesOf(page));
    if (plugin === undefined) {
      const rows = subscriptions.map((one) => [one.plugin, one.plan, one.wantedPlan, one.state]);
      const names = plans.map(({ name }) => name).join(', ');
      return {
        data: { subscriptions, plans },
        text: [
          ...table([m('label.plugin'), m('label.plan'), m('label.wanted-plan'), m('label.state')], rows),
          '',
          m('say.plans', { names: names || '-' }),
        ],
      };
    }
    const soon: Line = { tone: 'dim', text: m('say.in-force-soon') };
    if (flags.end) {
      const living = found(
        subscriptions.find((one) => one.plugin === plugin && one.state !== 'ENDED'),
        `${app} → ${plugin}`,
      );
      await confirm([{ tone: 'bad', text: `- ${app} → ${plugin} (${living.plan ?? '-'}, ${living.state ?? '-'})` }]);
      const ended = expected((await hub.act(UNSUBSCRIBE, { id: living.id, reason: null })).unsubscribeFromPlugin);
      return { data: ended, text: [m('say.subscription', { plugin, state: ended.state ?? '-' }), soon] };
    }
    const { plan } = flags;
    const offered = plans.map(({ name }) => name);
    const suggestions = [['say.plans', { names: offered.join(', ') || '-' }]] as const;
    if (plan === undefined)
      throw new CommandError(
        'USAGE',
        'error.missing-flag',
        { flag: '--plan', command: 'app subscribe' },
        { suggestions },
      );
    if (offered.length > 0 && !offered.includes(plan)) {
      const options = offered.join(', ');
      throw new CommandError('USAGE', 'error.not-an-option', { flag: '--plan', value: plan, options });
    }
    const made = expected((await hub.act(SUBSCRIBE, { app, plugin, plan })).subscribeToPlugin);
    return {
      data: made,
      text: [
        made.wantedPlan === null
          ? m('say.subscription', { plugin, state: made.state ?? '-' })
          : m('say.subscription-waits', { plugin, plan: made.plan ?? '-', wanted: made.wantedPlan }),
        ...(made.state === 'ACTIVE' && made.wantedPlan === null ? [soon] : []),
      ],
      exit: made.state === 'REQUESTED' || made.wantedPlan !== null ? EXIT.waiting : EXIT.ok,
    };
  },
});
