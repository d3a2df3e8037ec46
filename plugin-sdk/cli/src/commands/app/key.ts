import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { isKnownSoon } from '../../app/wait-until-known.ts';
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
    'no-wait': boolean({ default: false }),
    revoke: string({ exclusive: ['create'] }),
  },
  mutates: 'destructive',
  examples: [
    ['citygraph app key app-air', { en: 'Its keys, without what is secret', zh: '应用的密钥，不含机密部分' }],
    [
      'citygraph app key app-air --create --until 2027-03-31',
      { en: 'A new one, shown this once; ends when the hub takes it', zh: '新建一个，只显示这一次；平台接受后结束' },
    ],
    ['citygraph app key app-air --revoke key_1 --yes', { en: 'End one', zh: '作废一个' }],
  ],
  async run({ args: { app }, flags, world, hub: open, m, confirm, warn, progress, tell }) {
    if (flags['no-wait'] && !flags.create)
      throw new CommandError('USAGE', 'error.flag-needs', { flag: '--no-wait', others: '--create' });
    const hub = await open();
    if (flags.create) {
      const until = flags.until === undefined ? null : momentOf(flags.until, '--until');
      const made = expected((await hub.act(CREATE_APP_KEY, { app, name: flags.name, until })).createAppKey);
      // Nobody can say it again: it is shown before anything can come between.
      tell(made.key, { tone: 'dim', text: m('say.shown-once') });
      if (flags['no-wait']) return { data: { ...made, known: null }, text: [] };
      const address = hub.origin;
      const onWait = () => progress({ tone: 'dim', text: m('say.waits-for-key', { address }) });
      const known = await isKnownSoon({ hub: await open('nobody'), key: made.key, world, onWait }).catch(
        (error: unknown) => {
          if (!world.signal.aborted) throw error;
          const done = m('say.key-made', { id: made.id });
          throw new CommandError(
            'INTERRUPTED',
            'error.interrupted-waiting',
            { done },
            { data: { ...made, known: false } },
          );
        },
      );
      if (!known) warn('warning.key-not-known', { address });
      return {
        data: { ...made, known },
        text: known ? [{ tone: 'good', text: m('say.key-known', { address }) }] : [],
      };
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
      return { data: { revoked }, text: [m('say.key-revoked', { id: revoked, address: hub.origin })] };
    }
    const rows = keys.map(({ id, name, madeAt, until, revokedAt }) => [id, name, madeAt, until, revokedAt]);
    const heads = ['id', m('label.name'), m('label.since'), m('label.until'), m('label.ended')];
    return { data: keys, text: keys.length === 0 ? [m('say.nothing-yet')] : table(heads, rows) };
  },
});
