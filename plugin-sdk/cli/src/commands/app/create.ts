import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { changed, changeLines, takenAway } from '../../app/changes.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { APP_BY_ID, REGISTER_APP } from '../../operations/app.ts';
import { facts } from '../../output/table.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }) },
  flags: {
    name: string({ required: true }),
    organisation: string(),
    // Unsaid, it stays as it is: who changes a name takes no protection away.
    'documents-only': boolean({ allowNo: true }),
    'requests-per-minute': integer({ min: 1, exclusive: ['without-limits'] }),
    'cost-per-minute': integer({ min: 1, exclusive: ['without-limits'] }),
    'without-limits': boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    [
      'citygraph app create app-air --name "Air on the map" --organisation 91220100MA1C30014B --documents-only',
      {
        en: 'Of your own organisation; it sends registered documents alone',
        zh: '属于您自己的单位；只发送已登记的文档',
      },
    ],
    [
      'citygraph app create app-air --name "Air of the city" --organisation 91220100MA1C30014B',
      { en: 'Another name for one that is there: all else stays as it is', zh: '为已有的应用改名：其余不变' },
    ],
    [
      'citygraph app create app-air --name "Air on the map" --organisation 91220100MA1C30014B --dry-run',
      { en: 'See what would be sent', zh: '只看会发送什么' },
    ],
  ],
  async run({ args, flags, hub: open, m, confirm, progress }) {
    const hub = await open();
    const before = (await hub.ask(APP_BY_ID, { app: args.app })).app;
    const limits = {
      requestsPerMinute: flags['requests-per-minute'] ?? null,
      costPerMinute: flags['cost-per-minute'] ?? null,
    };
    const documentsOnly = flags['documents-only'] ?? null;
    const withoutLimits = flags['without-limits'];
    const changes =
      before === null
        ? []
        : [
            ...changed([
              ['label.name', before.name, flags.name],
              ['label.documents-only', before.documentsOnly, documentsOnly, documentsOnly === false],
              ['label.requests-per-minute', before.requestsPerMinute, limits.requestsPerMinute],
              ['label.cost-per-minute', before.costPerMinute, limits.costPerMinute],
            ]),
            ...(withoutLimits ? takenAway('label.requests-per-minute', before.requestsPerMinute) : []),
            ...(withoutLimits ? takenAway('label.cost-per-minute', before.costPerMinute) : []),
          ];
    if (changes.some(({ opens }) => opens)) await confirm(changeLines(changes, m));
    else progress(...changeLines(changes, m));
    const { app: clientId } = args;
    const said = {
      name: flags.name,
      organisation: flags.organisation ?? null,
      documentsOnly,
      ...limits,
      withoutLimits,
    };
    const app = expected((await hub.act(REGISTER_APP, { app: clientId, ...said })).registerApp);
    const rows = facts([
      [m('label.app'), app.clientId],
      [m('label.name'), app.name],
      [m('label.documents-only'), app.documentsOnly],
    ]);
    return {
      data: { ...app, before },
      text: before === null ? [...rows, m('say.next-key', { app: app.clientId })] : rows,
    };
  },
});
