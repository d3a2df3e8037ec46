import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import { versionSkew } from '../../hub/version-skew.ts';
import { API_VERSION } from '../../output/envelope.ts';
import { facts } from '../../output/table.ts';
import { changeConfig } from '../../settings/config-file.ts';
import { type Credential, changeCredential } from '../../settings/credentials-file.ts';
import { settingsFolder } from '../../settings/settings-folder.ts';
import { assertWritable } from '../../settings/write-file.ts';
import { deviceFlow } from '../../sign-on/device-flow.ts';
import { discoverHub, discoverProvider } from '../../sign-on/discover.ts';
import { readToken } from '../../sign-on/read-token.ts';
import { revoke } from '../../sign-on/revoke.ts';

export const command = defineCommand({
  flags: { 'client-id': string({ default: 'citygraph-cli' }), issuer: string() },
  examples: [
    [
      'citygraph auth login --hub https://hub.example',
      { en: 'Sign in with a browser, on this device or another', zh: '用本机或另一设备上的浏览器登录' },
    ],
    [
      'citygraph auth login --hub http://localhost:4000 --profile local',
      { en: 'Keep a hub on this machine beside the city’s', zh: '在城市平台之外，另存本机平台的配置' },
    ],
    [
      'citygraph auth login --hub https://hub.example --json',
      { en: 'Address and code on stderr, the outcome on stdout', zh: '地址和验证码写到标准错误，结果写到标准输出' },
    ],
  ],
  async run({ flags, world, session, m, progress, warn }) {
    const hub = await session.hub();
    // Before anybody opens a page: a sign-in that cannot be kept would be one too many at the sign-on.
    await assertWritable(settingsFolder(world));
    const profile = await session.profile();
    const said = await discoverHub(world, hub, session.timeoutMs);
    if (said.apiVersions.length > 0 && !said.apiVersions.includes(API_VERSION)) {
      throw versionSkew(hub, said.apiVersions, said.apiVersions.join(', '));
    }
    const issuer = flags.issuer ?? said.issuer;
    const provider = await discoverProvider(world, issuer, session.timeoutMs);
    const tokens = await deviceFlow({
      world,
      provider,
      clientId: flags['client-id'],
      timeoutMs: session.timeoutMs,
      show: ({ userCode, verificationUri, verificationUriComplete, expiresIn }) => {
        // Also with --json: without them nobody can go on.
        world.stderr.write(`${m('say.open-page', { address: verificationUriComplete ?? verificationUri })}\n`);
        world.stderr.write(`${m('say.type-code', { code: userCode, minutes: Math.ceil(expiresIn / 60) })}\n`);
        progress({ tone: 'dim', text: m('say.waiting-for-you') });
      },
    });
    const claims = readToken(tokens.accessToken);
    if (claims !== null && claims.issuer !== issuer) {
      throw new CommandError('WRONG_ISSUER', 'error.wrong-issuer', { issuer, said: claims.issuer ?? '-' });
    }
    const now: Credential = { hub, issuer, clientId: flags['client-id'], ...tokens };
    let before: Credential | null = null;
    await changeCredential(world, profile, async (kept) => {
      before = kept;
      return now;
    });
    // Minutes have passed since the page was opened: others may have signed in meanwhile.
    await changeConfig(world, ({ profiles }) => ({ current: profile, profiles: { ...profiles, [profile]: { hub } } }));
    await leave(before, now, { world, warn, profile, timeoutMs: session.timeoutMs });
    if (said.skewMs !== null && Math.abs(said.skewMs) > 30_000) {
      warn('warning.clock', { seconds: Math.round(Math.abs(said.skewMs) / 1000) });
    }
    const data = {
      profile,
      hub,
      issuer,
      subject: claims?.subject ?? null,
      name: claims?.name ?? null,
      expiresAt: new Date(tokens.expiresAt).toISOString(),
    };
    return {
      data,
      text: [
        { tone: 'good', text: m('say.signed-in', { name: data.name ?? data.subject ?? '-' }) },
        ...facts([
          ['hub', hub],
          ['profile', profile],
        ]),
      ],
    };
  },
});

interface Leaving extends Pick<CommandContext, 'world' | 'warn'> {
  readonly profile: string;
  readonly timeoutMs: number;
}

/**
 * What a profile had goes with it: nobody could sign out of it any more. At one and the same sign-on a sign-in replaces the one before, and to end that would end both
 * where they are of one session.
 */
async function leave(
  before: Credential | null,
  now: Credential,
  { world, warn, profile, timeoutMs }: Leaving,
): Promise<void> {
  if (before === null) return;
  if (before.hub !== now.hub) warn('warning.profile-moved', { profile, before: before.hub, now: now.hub });
  if (before.issuer === now.issuer && before.clientId === now.clientId) return;
  const fault = await revoke(world, before, timeoutMs);
  if (fault !== null) warn('warning.not-revoked', { issuer: before.issuer, reason: fault });
}
