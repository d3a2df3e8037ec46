import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { PluginManifest } from '@citygraph/contract';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import { CREATE_PLUGIN, PLUGIN_BY_NAME, PUBLISH_RELEASE } from '../../operations/plugin.ts';
import { bundleOf, readBundle } from '../../plugin/bundle.ts';
import { findingLines } from '../../plugin/judge-project.ts';
import { readProject } from '../../plugin/project.ts';
import { waitUntilServing } from '../../plugin/wait-until-serving.ts';

export const command = defineCommand({
  flags: {
    manifest: string(),
    sdl: string(),
    bundle: string(),
    channel: string({ options: ['sandbox'], default: 'sandbox' }),
    wait: boolean({ default: false }),
  },
  mutates: true,
  examples: [
    ['citygraph plugin publish --wait', 'Publish to the sandbox and wait until it serves there'],
    ['citygraph plugin publish --bundle release.json', 'What a pipeline built before'],
    ['citygraph plugin publish --dry-run', 'See what would be sent'],
  ],
  async run({ flags, world, hub: open, m, progress }) {
    const project = flags.bundle === undefined ? await readProject(world.cwd, flags) : null;
    const bundle = project ? await bundleOf(project) : await readBundle(resolve(world.cwd, flags.bundle ?? ''));
    const { plugin, version, sdl, manifest, digest } = bundle;
    const hub = await open();
    await makePlugin(hub, manifest as PluginManifest);
    progress(m('say.publishing', { plugin, version }));
    const verdict = expected(
      (await hub.act(PUBLISH_RELEASE, { plugin, sdl, manifest: JSON.stringify(manifest) })).publishRelease,
    );
    const { isRepeat, release, findings } = verdict;
    const file = project?.sdlFile ?? 'schema.graphql';
    if (release === null) {
      const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
      throw new CommandError(
        'REFUSED',
        'error.refused',
        { rule: first?.rule ?? '-', message: first?.message ?? '-' },
        {
          location: first?.line ? { file, line: first.line, column: first.column ?? 1 } : { file },
          suggestions: first ? [first.fix, ['hint.explain', { code: first.rule }]] : [],
          data: verdict,
          text: findingLines(findings, file).map((line) => (typeof line === 'string' ? line : line.text)),
        },
      );
    }
    const serving = flags.wait
      ? await waitUntilServing({ hub, world, plugin, published: release.digest, progress, m })
      : null;
    return {
      data: { plugin, version, digest, release, isRepeat, findings, serving },
      text: [
        ...findingLines(findings, file),
        {
          tone: 'good',
          text: m(isRepeat ? 'say.already-published' : 'say.published', {
            plugin,
            version,
            digest: release.digest.slice(0, 12),
          }),
        },
        ...(serving === null ? [] : [m('say.serves-in-sandbox')]),
        m('say.next-submit'),
      ],
    };
  },
});

/** The first release brings the plugin with it. */
async function makePlugin(
  hub: Hub,
  { publisher, subgraph, namespace, title, description }: PluginManifest,
): Promise<void> {
  const { plugin } = await hub.ask(PLUGIN_BY_NAME, { plugin: subgraph });
  if (plugin !== null) return;
  expected(
    (
      await hub.act(CREATE_PLUGIN, {
        publisher,
        name: subgraph,
        namespace,
        title: title.en,
        description: description.en,
        key: randomUUID(),
      })
    ).createPlugin,
  );
}
