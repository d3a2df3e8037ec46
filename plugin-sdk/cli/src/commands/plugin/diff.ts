import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import { nodesOf, RELEASE_TEXTS } from '../../operations/plugin.ts';
import type { Line } from '../../output/line.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { readProject } from '../../plugin/project.ts';

const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

export const command = defineCommand({
  flags: { manifest: string(), sdl: string(), against: string() },
  examples: [
    ['citygraph plugin diff', 'This folder against the release that serves, or the latest'],
    ['citygraph plugin diff --against 1.2.0', 'Against another release'],
    ['citygraph plugin diff --json', 'Whether there is a difference, for a pipeline'],
  ],
  async run({ flags, world, hub, m }) {
    const project = await readProject(world.cwd, flags);
    const plugin = project.manifest.subgraph;
    const { pluginReleases } = await (await hub()).ask(RELEASE_TEXTS, { plugin, first: 50 });
    const releases = nodesOf(pluginReleases);
    const wanted = flags.against;
    const release = found(
      wanted === undefined
        ? (releases.find(({ state }) => state === 'STABLE') ?? releases[0])
        : releases.find(({ version }) => version === wanted),
      wanted === undefined ? plugin : `${plugin}@${wanted}`,
    );
    const document = lineDiff(release.sdl ?? '', project.sdl);
    const manifest = lineDiff(pretty(JSON.parse(release.manifest ?? '{}')), pretty(project.written));
    const part = (file: string, lines: readonly Line[]): Line[] =>
      lines.length === 0 ? [] : [{ tone: 'strong', text: file }, ...lines];
    const equal = document.length + manifest.length === 0;
    const against = `${plugin}@${release.version} ${release.state}`;
    return {
      data: {
        equal,
        against: { version: release.version, state: release.state, digest: release.digest },
        sdl: written(document),
        manifest: written(manifest),
      },
      text: equal
        ? [m('say.no-difference', { against })]
        : [m('say.against', { against }), ...part(project.sdlFile, document), ...part(project.manifestFile, manifest)],
    };
  },
});

const written = (lines: readonly Line[]): string[] =>
  lines.map((line) => (typeof line === 'string' ? line : line.text));
