import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { momentOf } from '../../moment-of.ts';
import { APP_DOCUMENTS, APP_KEYS, CREATE_APP_KEY, REVOKE_APP_KEY } from '../../operations/app.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }) },
  flags: {
    create: boolean({ default: false, exclusive: ['revoke'] }),
    name: string({ default: 'command line' }),
    until: string(),
    revoke: string({ exclusive: ['create'] }),
  },
  mutates: 'destructive',
  examples: [
    ['citygraph app key app-air', 'Its keys, without what is secret'],
    ['citygraph app key app-air --create --until 2027-03-31', 'A new one, shown this once'],
    ['citygraph app key app-air --revoke key_1 --yes', 'End one'],
  ],
  async run({ args: { app }, flags, hub: open, m, confirm }) {
    const hub = await open();
    if (flags.create) {
      const until = flags.until === undefined ? null : momentOf(flags.until, '--until');
      const made = expected((await hub.act(CREATE_APP_KEY, { app, name: flags.name, until })).createAppKey);
      return { data: made, text: [made.key, { tone: 'dim', text: m('say.shown-once') }] };
    }
    const keys = (await hub.ask(APP_KEYS, { app })).appKeys ?? [];
    if (keys.length === 0 && (await hub.ask(APP_DOCUMENTS, { app })).app === null) {
      throw new CommandError('NOTHING_FOUND', 'error.no-such-app', { app }, { suggestions: [['hint.app-list']] });
    }
    const wanted = flags.revoke;
    if (wanted !== undefined) {
      const lost = keys.filter(({ id }) => id === wanted);
      if (lost.length === 0) {
        const suggestions = [['hint.app-keys', { app }] as const];
        throw new CommandError('NOTHING_FOUND', 'error.no-such-key', { app, id: wanted }, { suggestions });
      }
      await confirm(
        lost.map(({ id, name, madeAt }) => ({ tone: 'bad', text: `- ${id} ${name ?? ''} ${madeAt ?? ''}` })),
      );
      const revoked = expected((await hub.act(REVOKE_APP_KEY, { id: wanted })).revokeAppKey);
      return { data: { revoked }, text: [m('say.revoked', { id: revoked })] };
    }
    const rows = keys.map(({ id, name, madeAt, until, revokedAt }) => [id, name, madeAt, until, revokedAt]);
    const heads = ['id', m('label.name'), m('label.since'), m('label.until'), m('label.ended')];
    return { data: keys, text: keys.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
