import { defineCommand } from '../../define-command.ts';
import { type Credential, changeCredential, readCredentials } from '../../settings/credentials-file.ts';
import { revoke } from '../../sign-on/revoke.ts';

export const command = defineCommand({
  examples: [
    ['citygraph auth logout', { en: 'End the sign-in of the profile in use', zh: '结束当前配置的登录' }],
    ['citygraph auth logout --profile local', { en: 'End another', zh: '结束另一个配置的登录' }],
    ['citygraph auth logout --json', { en: 'For a script', zh: '供脚本使用' }],
  ],
  async run({ session, world, m, warn }) {
    const profile = await session.profile();
    const kept: Credential | null = (await readCredentials(world))[profile] ?? null;
    if (kept === null)
      return { data: { profile, wasSignedIn: false, revoked: false }, text: [m('say.was-not-signed-in', { profile })] };
    // Forgotten here first: a sign-on that cannot be reached must not keep a token on this disk.
    await changeCredential(world, profile, async () => null);
    const fault = await revoke(world, kept, session.timeoutMs);
    if (fault !== null) warn('warning.not-revoked', { issuer: kept.issuer, reason: fault });
    return { data: { profile, wasSignedIn: true, revoked: fault === null }, text: [m('say.signed-out', { profile })] };
  },
});
