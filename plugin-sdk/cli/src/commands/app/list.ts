import { integer } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { APPS } from '../../operations/app.ts';
import { listed } from '../../operations/listed.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  flags: { last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    ['citygraph app list', { en: 'Apps that are registered', zh: '已登记的应用' }],
    ['citygraph app list --last 100', { en: 'More of them', zh: '显示更多' }],
    ['citygraph app list --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ flags, hub, m, warn }) {
    const { nodes: apps, hasMore } = listed((await (await hub()).ask(APPS, { first: flags.last })).apps);
    if (hasMore) warn('warning.more', { count: apps.length });
    const rows = apps.map((app) => [app.clientId, app.name, app.thirdParty, app.documentsOnly, app.requestsPerMinute]);
    const heads = [
      m('label.app'),
      m('label.name'),
      m('label.third-party'),
      m('label.documents-only'),
      m('label.requests-per-minute'),
    ];
    return { data: apps, text: apps.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
