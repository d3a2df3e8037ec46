import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';
import { changeConfig } from '../../settings/config-file.ts';
import { readCredentials } from '../../settings/credentials-file.ts';

export const command = defineCommand({
  flags: { use: string() },
  examples: [
    ['citygraph auth profiles', { en: 'Hubs that you keep, and which is used', zh: '已保存的平台，以及正在使用的' }],
    ['citygraph auth profiles --use local', { en: 'Use another where none is said', zh: '没有指明时改用另一个' }],
    ['citygraph auth profiles --json', { en: 'For a program', zh: '供程序使用' }],
  ],
  async run({ flags: { use }, world, session, m, warn }) {
    const { profiles } = await session.config();
    const names = Object.keys(profiles).sort();
    if (use !== undefined && !names.includes(use)) {
      const { nearest } = await import('@citygraph/contract');
      const meant = nearest(use, names);
      throw new CommandError(
        'NOTHING_FOUND',
        'error.nothing-found',
        { what: use },
        { suggestions: meant === null ? [['hint.login']] : [['hint.did-you-mean', { name: meant }]] },
      );
    }
    // Only what is used where nobody says another: nothing of it is sent anywhere.
    if (use !== undefined) await changeConfig(world, (kept) => ({ ...kept, current: use }));
    const said = await session.profile();
    const inUse = use ?? said;
    const named = world.env.CITYGRAPH_PROFILE;
    if (use !== undefined && named && named !== use) warn('warning.profile-named', { name: named });
    const credentials = await readCredentials(world);
    const rows = names.map((profile) => ({
      profile,
      hub: profiles[profile]?.hub ?? '-',
      inUse: profile === inUse,
      signedIn: credentials[profile] !== undefined,
    }));
    return {
      data: rows,
      text:
        rows.length === 0
          ? [m('say.nothing-yet')]
          : table(
              ['', m('label.profile'), m('label.hub'), m('label.signed-in')],
              rows.map((row) => [row.inUse ? '*' : '', row.profile, row.hub, row.signedIn ? '✓' : '']),
            ),
    };
  },
});
