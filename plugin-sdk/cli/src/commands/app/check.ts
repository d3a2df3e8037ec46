import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { type DocumentFault, faultLines, faultsIn, problemOf } from '../../app/faults-in.ts';
import { introspect } from '../../app/introspect.ts';
import { type AppDocument, readDocuments } from '../../app/read-documents.ts';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import { IMPACT_ON_APP } from '../../operations/app.ts';

export const command = defineCommand({
  args: { app: argument() },
  flags: {
    documents: string({ default: 'src' }),
    plugin: string({ dependsOn: ['release'] }),
    release: string({ dependsOn: ['plugin'] }),
  },
  examples: [
    ['citygraph app check', 'Whether the hub answers your documents, now and with what comes next'],
    ['citygraph app check --documents queries --json', 'Of another folder, for a pipeline'],
    ['citygraph app check app-air --plugin aqi --release 2.0.0', 'What a release would take from your app, by its use'],
  ],
  async run({ args, flags, world, hub: open, m, warn }) {
    const documents = await readDocuments(world.cwd, flags.documents);
    const hub = await open();
    const now = faultsIn(documents, await introspect(hub));
    const next = await faultsInNext(hub, documents, warn);
    const broken =
      next?.filter(({ file, message }) => !now.some((one) => one.file === file && one.message === message)) ?? null;
    const impact = await impactOf(hub, args.app, flags.plugin, flags.release);
    const faults = [...now, ...(broken ?? [])];
    const problem =
      problemOf(faults) ??
      (impact && impact.uses.length > 0
        ? new CommandError('REFUSED', 'error.impact', {
            count: impact.uses.length,
            coordinate: impact.uses[0]?.coordinate ?? '-',
          })
        : null);
    return {
      data: { documents: documents.length, now, next: broken, impact },
      text: [
        ...faultLines(now),
        ...((broken ?? []).length > 0 ? [m('say.breaks-next'), ...faultLines(broken ?? [])] : []),
        ...(impact?.uses ?? []).map(
          ({ coordinate, operationName, count }) => `${coordinate}  ${operationName ?? '-'}  ${count}`,
        ),
        ...(problem ? [] : [{ tone: 'good' as const, text: m('say.documents-fine', { count: documents.length }) }]),
      ],
      ...(problem && { problem }),
    };
  },
});

/** null: this person may not see the sandbox, or there is none. */
async function faultsInNext(
  hub: Hub,
  documents: readonly AppDocument[],
  warn: CommandContext['warn'],
): Promise<DocumentFault[] | null> {
  try {
    return faultsIn(documents, await introspect(hub, { channel: 'sandbox' }));
  } catch (error) {
    const code = error instanceof CommandError ? error.code : '';
    if (!/^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND)$/.test(code)) throw error;
    warn('warning.no-next', { code });
    return null;
  }
}

async function impactOf(hub: Hub, app: string | undefined, plugin: string | undefined, release: string | undefined) {
  if (plugin === undefined || release === undefined) return null;
  if (app === undefined)
    throw new CommandError('USAGE', 'error.missing-argument', { names: 'APP', command: 'app check' });
  return found(
    (await hub.ask(IMPACT_ON_APP, { app, plugin, version: release })).releaseImpactOnApp,
    `${plugin}@${release}`,
  );
}
