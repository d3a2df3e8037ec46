import { boolean, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { SHOW_HOP_KEY } from '../../operations/plugin.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

const CHANNELS = ['stable', 'sandbox'] as const;

export const command = defineCommand({
  flags: {
    plugin: string(),
    manifest: string(),
    channel: string({ options: [...CHANNELS] }),
    next: boolean({ default: false }),
  },
  mutates: true,
  examples: [
    ['citygraph plugin key', 'Both keys, as CITYGRAPH_HOP_KEYS takes them'],
    ['citygraph plugin key --channel sandbox', 'One of them'],
    ['export CITYGRAPH_HOP_KEYS="$(citygraph plugin key)"', 'Into the environment of your server'],
  ],
  async run({ flags, world, hub: open }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const keys: { channel: string; keyId: string | null; secret: string | null }[] = [];
    for (const channel of flags.channel ? [flags.channel] : CHANNELS) {
      const variables = { plugin, channel: channel.toUpperCase(), next: flags.next };
      keys.push({ channel, ...expected((await hub.act(SHOW_HOP_KEY, variables)).showHopKey) });
    }
    return { data: keys, text: [keys.map(({ keyId, secret }) => `${keyId}=${secret}`).join(',')] };
  },
});
