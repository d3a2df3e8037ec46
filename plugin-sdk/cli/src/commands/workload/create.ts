import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { momentOf } from '../../moment-of.ts';
import { CREATE_WORKLOAD } from '../../operations/workload.ts';
import { partlyDone } from '../../partly-done.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { reservePlugin } from '../../plugin/reserve-plugin.ts';
import { WORKLOAD_KEY } from '../../session.ts';

/** Long enough for nobody to be in a hurry, short enough for somebody to remember it. */
const DEFAULT_DAYS = 90;

export const command = defineCommand({
  flags: { plugin: string(), manifest: string(), name: string({ default: 'pipeline' }), until: string() },
  mutates: true,
  examples: [
    [
      'citygraph workload create --name github',
      {
        en: 'A key for this plugin’s pipeline, good for 90 days, shown this once',
        zh: '为此插件的流水线建立密钥，有效 90 天，只显示这一次',
      },
    ],
    [
      'citygraph workload create --plugin aqi --until 2027-03-31',
      { en: 'For another plugin, until a day', zh: '为另一个插件，并指定截止日期' },
    ],
    [
      'citygraph workload create --json > key.json',
      {
        en: 'For a program; keep the file where secrets are kept, and nowhere else',
        zh: '供程序使用；请只把文件保存在存放机密的地方',
      },
    ],
  ],
  async run({ flags, world, hub: open, m }) {
    const { plugin, manifest } = await pluginName(world.cwd, flags);
    const until =
      flags.until === undefined
        ? new Date(world.now() + DEFAULT_DAYS * 86_400_000).toISOString()
        : momentOf(flags.until, '--until');
    const { generateWorkloadKey, writeWorkloadKey } = await import('@citygraph/contract');
    // The private half never leaves this machine but by the person who puts it into a pipeline.
    const { publicKey, privateKey } = generateWorkloadKey();
    const hub = await open();
    const variables = { plugin, name: flags.name, publicKey, until };
    const next = { operation: CREATE_WORKLOAD.name, variables };
    const reserved = await reservePlugin(hub, { plugin, manifest, next });
    const id = await hub.act(CREATE_WORKLOAD, variables).then(
      ({ createWorkload }) => expected(createWorkload),
      (error: unknown) => {
        if (!(error instanceof CommandError) || !reserved) throw error;
        throw partlyDone(error, ['hint.reserved-without-key', { plugin }], { plugin, reserved });
      },
    );
    const key = writeWorkloadKey({ workload: id, privateKey });
    return {
      data: { id, plugin, name: flags.name, until, secret: WORKLOAD_KEY, key, reserved },
      text: [
        key,
        ...(reserved ? [{ tone: 'dim' as const, text: m('say.plugin-reserved', { plugin }) }] : []),
        { tone: 'dim', text: m('say.workload-made', { secret: WORKLOAD_KEY, plugin, until }) },
      ],
    };
  },
});
