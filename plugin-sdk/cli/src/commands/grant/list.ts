import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { GRANTS } from '../../operations/grant.ts';
import { listed } from '../../operations/listed.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { plugin: string({ exclusive: ['app'] }), app: string(), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph grant list', { en: 'The public register, and what is yours', zh: '公开的登记，以及属于您的' }],
    ['citygraph grant list --plugin aqi', { en: 'Of one plugin', zh: '某个插件的授权' }],
    [
      'citygraph grant list --app app-air --json',
      { en: 'Of one app, for a program', zh: '某个应用的授权，供程序使用' },
    ],
  ],
  async run({ flags, hub, m, warn }) {
    const variables = { plugin: flags.plugin ?? null, app: flags.app ?? null, first: flags.last };
    const { nodes: grants, hasMore } = listed((await (await hub()).ask(GRANTS, variables)).dataGrants);
    if (hasMore) warn('warning.more', { count: grants.length });
    const heads = [
      'id',
      m('label.state'),
      m('label.level'),
      m('label.grantee'),
      m('label.purpose'),
      m('label.coordinates'),
      m('label.until'),
    ];
    const rows = grants.map((one) => [
      one.id,
      one.status,
      one.level,
      one.plugin?.name ?? one.app,
      one.purpose,
      one.coordinates.join(' '),
      one.until,
    ]);
    return { data: grants, text: grants.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
