import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { REGISTER_APP } from '../../operations/app.ts';
import { facts } from '../../output/table.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }) },
  flags: {
    name: string({ required: true }),
    organisation: string(),
    'documents-only': boolean({ default: false }),
    'requests-per-minute': integer({ min: 1 }),
    'cost-per-minute': integer({ min: 1 }),
  },
  mutates: true,
  examples: [
    [
      'citygraph app create app-air --name "Air on the map" --organisation 91220100MA1C30014B --documents-only',
      'Of your own organisation; it sends registered documents alone',
    ],
    ['citygraph app create app-air --name "Air on the map"', 'Of the city’s own; for administrators'],
    [
      'citygraph app create app-air --name "Air on the map" --organisation 91220100MA1C30014B --dry-run',
      'See what would be sent',
    ],
  ],
  async run({ args, flags, hub, m }) {
    const app = expected(
      (
        await (
          await hub()
        ).act(REGISTER_APP, {
          app: args.app,
          name: flags.name,
          organisation: flags.organisation ?? null,
          documentsOnly: flags['documents-only'],
          requestsPerMinute: flags['requests-per-minute'] ?? null,
          costPerMinute: flags['cost-per-minute'] ?? null,
        })
      ).registerApp,
    );
    const rows = facts([
      [m('label.app'), app.clientId],
      [m('label.name'), app.name],
    ]);
    return { data: app, text: [...rows, m('say.next-key', { app: app.clientId })] };
  },
});
