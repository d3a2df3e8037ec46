import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { faultLines, faultsIn, problemOf } from '../../app/faults-in.ts';
import { faultsNext, nextLines } from '../../app/faults-next.ts';
import { introspect } from '../../app/introspect.ts';
import { readDocuments } from '../../app/read-documents.ts';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import { IMPACT_ON_APP } from '../../operations/app.ts';

export const command = defineCommand({
  args: { app: argument() },
  flags: {
    documents: string({ default: 'src' }),
    'stable-only': boolean({ default: false }),
    plugin: string({ dependsOn: ['release'] }),
    release: string({ dependsOn: ['plugin'] }),
  },
  examples: [
    [
      'citygraph app check app-air',
      {
        en: 'Whether the hub answers your app’s documents, now and with what comes next',
        zh: '平台现在及今后是否答复应用的文档',
      },
    ],
    [
      'citygraph app check --documents queries --stable-only --json',
      { en: 'Of another folder, by what everybody has now', zh: '另一个目录的文档，只看现行内容' },
    ],
    [
      'citygraph app check app-air --plugin aqi --release 2.0.0',
      { en: 'What a release would take from your app, by its use', zh: '按使用情况，看某个版本会让应用失去什么' },
    ],
  ],
  async run({ args, flags, world, hub: open, m }) {
    const documents = await readDocuments(world.cwd, flags.documents);
    const hub = await open();
    const now = faultsIn(documents, await introspect(hub));
    const { next, unjudged } = flags['stable-only']
      ? { next: null, unjudged: null }
      : await faultsNext(hub, args.app ?? null, documents);
    const impact = await impactOf(hub, args.app, flags.plugin, flags.release);
    const problem =
      problemOf([...now, ...(next ?? [])]) ??
      (impact && impact.uses.length > 0
        ? new CommandError('REFUSED', 'error.impact', {
            count: impact.uses.length,
            coordinate: impact.uses[0]?.coordinate ?? '-',
          })
        : unjudged);
    return {
      data: { documents: documents.length, now, next, impact },
      text: [
        ...faultLines(now),
        ...(next && next.length > 0 ? [m('say.breaks-next'), ...nextLines(next)] : []),
        ...(unjudged ? [m('say.next-unknown')] : []),
        ...(impact?.uses ?? []).map(
          ({ coordinate, operationName, count }) => `${coordinate}  ${operationName ?? '-'}  ${count}`,
        ),
        ...(problem ? [] : [{ tone: 'good' as const, text: m('say.documents-fine', { count: documents.length }) }]),
      ],
      ...(problem && { problem }),
    };
  },
});

async function impactOf(hub: Hub, app: string | undefined, plugin: string | undefined, release: string | undefined) {
  if (plugin === undefined || release === undefined) return null;
  if (app === undefined)
    throw new CommandError('USAGE', 'error.missing-argument', { names: 'APP', command: 'app check' });
  return found(
    (await hub.ask(IMPACT_ON_APP, { app, plugin, version: release })).releaseImpactOnApp,
    `${plugin}@${release}`,
  );
}
