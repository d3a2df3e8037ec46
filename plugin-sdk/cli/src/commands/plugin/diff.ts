import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { type Line, textOf } from '../../output/line.ts';
import { lineDiff } from '../../output/line-diff.ts';
import { readProject } from '../../plugin/project.ts';
import { isStable, latestReleaseText, releaseTextOf } from '../../plugin/release-of.ts';

const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

export const command = defineCommand({
  flags: { manifest: string(), sdl: string(), against: string() },
  examples: [
    [
      'citygraph plugin diff',
      { en: 'This folder against the release that serves, or the latest', zh: '此目录与现行版本或最新版本比较' },
    ],
    ['citygraph plugin diff --against 1.2.0', { en: 'Against another release', zh: '与另一版本比较' }],
    [
      'citygraph plugin diff --json',
      { en: 'Whether there is a difference, for a pipeline', zh: '有无差别，供流水线使用' },
    ],
  ],
  async run({ flags, world, hub: open, m }) {
    const project = await readProject(world.cwd, flags);
    const plugin = project.manifest.subgraph;
    const at = await open();
    const stable = flags.against === undefined ? await latestReleaseText(at, plugin, isStable) : null;
    const release = stable ?? (await releaseTextOf(at, plugin, flags.against ?? null));
    const { publishedSdl } = await import('@citygraph/contract');
    const { sdl } = publishedSdl(project.sdl);
    const document = lineDiff(release.sdl ?? '', sdl);
    const manifest = lineDiff(pretty(JSON.parse(release.manifest ?? '{}')), pretty(project.written));
    const part = (file: string, lines: readonly Line[]): Line[] =>
      lines.length === 0 ? [] : [{ tone: 'strong', text: file }, ...lines];
    const sameLines = document.length + manifest.length === 0;
    // The digest is of every character.
    const equal = sameLines && sdl === (release.sdl ?? '');
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
        : sameLines
          ? [m('say.line-ends-differ', { against, file: project.sdlFile })]
          : [
              m('say.against', { against }),
              ...part(project.sdlFile, document),
              ...part(project.manifestFile, manifest),
            ],
    };
  },
});

const written = (lines: readonly Line[]): string[] => lines.map(textOf);
