import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { assertValid, faultsIn } from '../../app/faults-in.ts';
import { introspect } from '../../app/introspect.ts';
import { readDocuments } from '../../app/read-documents.ts';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import { APP_DOCUMENTS, REGISTER_DOCUMENTS } from '../../operations/app.ts';
import { table } from '../../output/table.ts';

export const command = defineCommand({
  args: { app: argument({ required: true }) },
  flags: { documents: string({ default: 'src' }) },
  mutates: true,
  examples: [
    ['citygraph app push app-air', 'Register every document of src/**/*.graphql that is not registered yet'],
    ['citygraph app push app-air --documents queries', 'Of another folder'],
    ['citygraph app push app-air --dry-run', 'See which are new'],
  ],
  async run({ args: { app }, flags, world, hub: open, m }) {
    const documents = await readDocuments(world.cwd, flags.documents);
    const hub = await open();
    assertValid(faultsIn(documents, await introspect(hub)));
    const known = new Set(
      found((await hub.ask(APP_DOCUMENTS, { app })).app, app).documents?.map(({ digest }) => digest),
    );
    const fresh = documents.filter(({ digest }) => !known.has(digest));
    const rows = documents.map(({ file, digest }) => [
      file,
      digest.slice(0, 12),
      fresh.some((one) => one.digest === digest) ? m('label.new') : m('label.known'),
    ]);
    if (fresh.length > 0) {
      expected(
        (await hub.act(REGISTER_DOCUMENTS, { app, documents: fresh.map(({ text }) => text) })).registerDocuments,
      );
    }
    return {
      data: { app, documents: documents.map(({ file, digest }) => ({ file, digest, isNew: !known.has(digest) })) },
      text: table([m('label.file'), m('label.digest'), ''], rows),
    };
  },
});
