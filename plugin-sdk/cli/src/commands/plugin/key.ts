import { boolean, integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { REPLACE_HOP_KEY, ROTATE_HOP_KEY, SHOW_HOP_KEY } from '../../operations/plugin.ts';
import type { Outcome } from '../../output/outcome.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { decisionOf, waitUntilServing } from '../../plugin/wait-until-serving.ts';

const CHANNELS = ['stable', 'sandbox'] as const;

export const command = defineCommand({
  flags: {
    plugin: string(),
    manifest: string(),
    channel: string({ options: [...CHANNELS] }),
    next: boolean({ default: false }),
    // The number makes a repeat harmless, and is known only to who has seen the next key.
    rotate: integer({ min: 1, exclusive: ['channel', 'next'] }),
    replace: integer({ min: 1, exclusive: ['channel', 'next', 'rotate'], dependsOn: ['reason'] }),
    reason: string({ dependsOn: ['replace'] }),
    wait: boolean({ default: false }),
  },
  mutates: 'destructive',
  examples: [
    [
      'export CITYGRAPH_HOP_KEYS="$(citygraph plugin key)"',
      { en: 'Both keys, into the environment of your server', zh: '将两个密钥放入服务器的环境变量' },
    ],
    [
      'citygraph plugin key --rotate 2 --wait',
      {
        en: 'Let the hub sign with them, and wait until every gateway does: the number that the next key’s name ends with',
        zh: '让平台改用下一个密钥签名，并等到所有网关都已改用：编号是该密钥名称的末尾',
      },
    ],
    [
      'citygraph plugin key --replace 3 --reason "Somebody who knew them has left"',
      {
        en: 'Let the hub sign with one that nobody was shown: the number in use, and two',
        zh: '让平台改用无人见过的密钥签名：编号为在用编号加二',
      },
    ],
  ],
  async run({ flags, world, hub: open, m, confirm, progress }) {
    if (flags.wait && flags.rotate === undefined && flags.replace === undefined)
      throw new CommandError('USAGE', 'error.flag-needs-one', { flag: '--wait', others: '--rotate, --replace' });
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const changed = async (
      { name, hopKeyDecision }: { readonly name: string; readonly hopKeyDecision: number | null },
      number: number,
      done: string,
    ): Promise<Outcome> => {
      const serving = flags.wait
        ? await waitUntilServing({
            look: decisionOf(hub, hopKeyDecision),
            done,
            data: { plugin: name, number },
            world,
            plugin,
            progress,
            m,
          })
        : null;
      return {
        data: { plugin: name, number, serving },
        text: [done, ...(serving === null ? [] : [m('say.signed-with', { plugin, number })])],
      };
    };
    if (flags.rotate !== undefined) {
      const number = flags.rotate;
      const rotated = expected((await hub.act(ROTATE_HOP_KEY, { plugin, number })).rotateHopKey);
      return changed(rotated, number, m('say.rotated', { plugin, number }));
    }
    if (flags.replace !== undefined) {
      const { replace: number, reason = '' } = flags;
      await confirm([{ tone: 'bad', text: m('say.replaces-key', { plugin, number }) }]);
      const replaced = expected((await hub.act(REPLACE_HOP_KEY, { plugin, number, reason })).replaceHopKey);
      return changed(replaced, number, m('say.replaced-key', { plugin, number }));
    }
    const keys: { channel: string; keyId: string | null; secret: string | null }[] = [];
    for (const channel of flags.channel ? [flags.channel] : CHANNELS) {
      const variables = { plugin, channel: channel.toUpperCase(), next: flags.next };
      keys.push({ channel, ...expected((await hub.act(SHOW_HOP_KEY, variables)).showHopKey) });
    }
    return { data: keys, text: [keys.map(({ keyId, secret }) => `${keyId}=${secret}`).join(',')] };
  },
});
