import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { batchesOf } from '../../app/batches-of.ts';
import { assertValid, faultsIn } from '../../app/faults-in.ts';
import { introspect } from '../../app/introspect.ts';
import { type AppDocument, readDocuments } from '../../app/read-documents.ts';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { DryRun, type Intended } from '../../hub/dry-run.ts';
import type { Hub } from '../../hub/hub.ts';
import { APP_DOCUMENTS, REGISTER_DOCUMENTS, WITHDRAW_DOCUMENTS } from '../../operations/app.ts';
import { table } from '../../output/table.ts';
import { partlyDone } from '../../partly-done.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }) },
  flags: { documents: string({ default: 'src' }), prune: boolean({ default: false }) },
  mutates: 'destructive',
  examples: [
    [
      'citygraph app push app-air',
      {
        en: 'Register every document of src/**/*.graphql that is not registered yet',
        zh: '登记 src/**/*.graphql 中尚未登记的所有文档',
      },
    ],
    [
      'citygraph app push app-air --documents queries --prune',
      { en: 'Of another folder, and withdraw what it has no more', zh: '登记另一个目录的文档，并撤回其中已不存在的' },
    ],
    [
      'citygraph app push app-air --prune --dry-run',
      { en: 'See which are new and which would go', zh: '只看哪些是新的，哪些会撤回' },
    ],
  ],
  async run({ args: { app }, flags, world, hub: open, m, confirm, progress }) {
    const documents = await readDocuments(world.cwd, flags.documents);
    const hub = await open();
    assertValid(faultsIn(documents, await introspect(hub)));
    const registered = found((await hub.ask(APP_DOCUMENTS, { app })).app, app).documents ?? [];
    const known = new Set(registered.map(({ digest }) => digest));
    const kept = new Set(documents.map(({ digest }) => digest));
    const fresh = documents.filter(({ digest }) => !known.has(digest));
    const gone = flags.prune ? [...known].filter((digest) => !kept.has(digest)) : [];
    if (gone.length > 0) {
      await confirm(gone.map((digest) => ({ tone: 'bad', text: `- ${nameOf(digest, registered)}` })));
    }
    await showing(hub.origin, remaining(app, fresh, gone), async () => {
      await register(hub, app, fresh, (count) => progress(m('say.registered-of', { count, of: fresh.length })));
      // Last: whoever runs the app's old version is answered until the new documents stand.
      if (gone.length > 0) await withdraw(hub, app, gone, fresh);
    });
    const rows = documents.map(({ file, digest }) => [
      file,
      digest.slice(0, 12),
      known.has(digest) ? m('label.known') : m('label.new'),
    ]);
    return {
      data: {
        app,
        documents: documents.map(({ file, digest }) => ({ file, digest, isNew: !known.has(digest) })),
        withdrawn: gone,
      },
      text: [
        ...table(
          [m('label.file'), m('label.digest'), ''],
          [...rows, ...gone.map((digest) => [nameOf(digest, registered), digest.slice(0, 12), m('label.withdrawn')])],
        ),
        ...(fresh.length + gone.length > 0 ? [{ tone: 'dim' as const, text: m('say.in-force-soon') }] : []),
      ],
    };
  },
});

type Step = Pick<Intended, 'operation' | 'variables'>;

/** All that is sent, in its order. */
const remaining = (app: string, fresh: readonly AppDocument[], gone: readonly string[]): Step[] => [
  ...batchesOf(fresh).map((batch) => ({
    operation: REGISTER_DOCUMENTS.name,
    variables: { app, documents: batch.map(({ text }) => text) },
  })),
  ...(gone.length > 0 ? [{ operation: WITHDRAW_DOCUMENTS.name, variables: { app, digests: gone } }] : []),
];

/** With `--dry-run` nothing is sent, and every step is shown, not the first alone. */
async function showing(hub: string, [, ...next]: readonly Step[], act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw error instanceof DryRun
      ? new DryRun(
          error.intended,
          next.map((step) => ({ hub, ...step })),
        )
      : error;
  }
}

/** Refused, or in doubt, the new documents stand, and the same command goes on from there. */
async function withdraw(hub: Hub, app: string, digests: readonly string[], fresh: readonly AppDocument[]) {
  try {
    expected((await hub.act(WITHDRAW_DOCUMENTS, { app, digests })).withdrawDocuments);
  } catch (error) {
    if (!(error instanceof CommandError) || fresh.length === 0) throw error;
    const said = { standing: fresh.length, gone: digests.length };
    throw partlyDone(error, ['hint.pushed-not-pruned', said], {
      registered: fresh.map(({ file, digest }) => ({ file, digest })),
      notWithdrawn: digests,
    });
  }
}

/** Each request registers all of its documents or none; when one is refused, it is said which stand, and the same command goes on from there. */
async function register(
  hub: Hub,
  app: string,
  fresh: readonly AppDocument[],
  told: (count: number) => void,
): Promise<void> {
  const standing: AppDocument[] = [];
  for (const batch of batchesOf(fresh)) {
    try {
      expected(
        (await hub.act(REGISTER_DOCUMENTS, { app, documents: batch.map(({ text }) => text) })).registerDocuments,
      );
    } catch (error) {
      if (!(error instanceof CommandError) || standing.length === 0) throw error;
      const said = { standing: standing.length, all: fresh.length };
      throw partlyDone(error, ['hint.partly-pushed', said], {
        registered: standing.map(({ file, digest }) => ({ file, digest })),
        of: fresh.length,
      });
    }
    standing.push(...batch);
    if (standing.length < fresh.length) told(standing.length);
  }
}

/** A document by its operation, where who asks may read it. */
function nameOf(digest: string, registered: readonly { readonly digest: string; readonly document: string | null }[]) {
  const text = registered.find((one) => one.digest === digest)?.document ?? '';
  const operation = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(text)?.[1];
  return operation ?? digest.slice(0, 12);
}
