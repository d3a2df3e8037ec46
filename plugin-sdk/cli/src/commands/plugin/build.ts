import { join, relative, resolve } from 'node:path';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { facts } from '../../output/table.ts';
import { bundleOf } from '../../plugin/bundle.ts';
import { readProject } from '../../plugin/project.ts';
import { writeFileWhole } from '../../settings/write-file.ts';

export const BUNDLE_FILE = '.citygraph/bundle.json';

export const command = defineCommand({
  flags: { manifest: string(), sdl: string(), out: string() },
  examples: [
    ['citygraph plugin build', { en: 'Document, manifest and digest in one file', zh: '文档、清单和摘要写入一个文件' }],
    ['citygraph plugin build --out release.json', { en: 'Somewhere else', zh: '写到别处' }],
    ['citygraph plugin build --json', { en: 'Show the digest to a pipeline', zh: '向流水线给出摘要' }],
  ],
  async run({ flags, world, m }) {
    const project = await readProject(world.cwd, flags);
    const bundle = await bundleOf(project);
    const path = flags.out === undefined ? join(project.folder, BUNDLE_FILE) : resolve(world.cwd, flags.out);
    const file = flags.out ?? relative(world.cwd, path);
    await writeFileWhole(path, `${JSON.stringify(bundle, null, 2)}\n`);
    const { plugin, version, digest } = bundle;
    return {
      data: { plugin, version, digest, file },
      text: facts([
        [m('label.plugin'), plugin],
        [m('label.version'), version],
        [m('label.digest'), digest],
        [m('label.file'), file],
      ]),
    };
  },
});
