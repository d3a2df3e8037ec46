import { join, relative } from 'node:path';
import type { AdmissionVerdict } from '@citygraph/admission';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { grantedNames } from '../../plugin/granted-names.ts';
import { inReadersWords } from '../../plugin/in-readers-words.ts';
import { findingLines, judgeProject, ownLoopback } from '../../plugin/judge-project.ts';
import type { Mended } from '../../plugin/mend-document.ts';
import { placeInManifest } from '../../plugin/place-in-manifest.ts';
import { readProject } from '../../plugin/project.ts';
import { refusalOf } from '../../plugin/refusal.ts';
import { createRememberingComposer } from '../../plugin/remembering-composer.ts';
import { readCity } from '../../schema/city-folder.ts';
import { cityFolder } from '../../schema/city-of-project.ts';
import { SCHEMA_FLAG } from '../../schema/schema-flag.ts';
import { writeFileWhole } from '../../settings/write-file.ts';
import { commandVersion } from '../../version.ts';

/** Of the graph with the plugin in it, on a laptop that does other things as well. */
const COMPOSING_MS = 60_000;

export const command = defineCommand({
  flags: {
    manifest: string(),
    sdl: string(),
    ...SCHEMA_FLAG,
    claim: string({ multiple: true }),
    fix: boolean({ default: false }),
  },
  examples: [
    ['citygraph plugin check', { en: 'What the hub would say, without the hub', zh: '不连平台，看平台会怎么说' }],
    [
      'citygraph plugin check --fix',
      {
        en: 'Mend what has one answer: a field that may fail loses its !',
        zh: '修正只有一种改法的问题：可能失败的字段去掉 !',
      },
    ],
    [
      'citygraph plugin check --schema ./city --json',
      { en: 'Against a snapshot elsewhere, for an editor or a pipeline', zh: '依据别处的快照，供编辑器或流水线使用' },
    ],
  ],
  async run({ flags, world, m, warn }) {
    let project = await readProject(world.cwd, flags);
    const { folder, isBundled } = await cityFolder(world.cwd, flags.schema, project.folder);
    const city = await readCity(folder);
    const shown = relative(world.cwd, folder) || '.';
    const loopback = ownLoopback(project.manifest);
    if (loopback[0] !== undefined) warn('warning.loopback', { url: loopback[0] });
    const claims = await grantedNames(project.folder, project.manifest.publisher, flags);
    const { createAdmission } = await import('@citygraph/admission');
    const { subgraph } = project.manifest;
    const composer = await createRememberingComposer(
      join(project.folder, '.citygraph/cache'),
      (subgraphs) => subgraphs.every(({ name }) => name !== subgraph),
      await commandVersion(),
    );
    const admission = createAdmission({
      loopback,
      compose: composer.compose,
      deadlineMs: COMPOSING_MS,
    });
    let mended: Mended['mended'] = [];
    let verdict: AdmissionVerdict;
    try {
      verdict = await judgeProject(admission, project, city, { claims });
      const better = flags.fix ? await mend(project.sdl, verdict.findings) : null;
      if (better !== null && better.mended.length > 0) {
        await writeFileWhole(project.sdlPath, better.sdl);
        mended = better.mended;
        project = { ...project, sdl: better.sdl };
        verdict = await judgeProject(admission, project, city, { claims });
      }
    } finally {
      await Promise.all([admission.close(), composer.close()]);
    }
    const { admitted, egress } = verdict;
    const findings = placeInManifest(verdict.findings, project);
    const told = await inReadersWords(findings, { flags, world });
    const broken = told.find(({ rule }) => rule === 'BASE');
    if (broken) {
      throw new CommandError(
        'NO_SCHEMA',
        'error.no-schema',
        { folder: shown, reason: broken.message },
        { suggestions: [['hint.schema-fetch']] },
      );
    }
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const counted = { errors, warnings: findings.length - errors };
    return {
      data: {
        admitted,
        findings,
        egress,
        mended,
        against: { version: city.version, digest: city.digest, folder: shown },
      },
      text: [
        ...mended.map(({ rule, coordinate }) => m('say.mended', { rule, coordinate: coordinate ?? '-' })),
        ...findingLines(told, project.sdlFile),
        { tone: admitted ? 'good' : 'bad', text: m(admitted ? 'say.admitted' : 'say.not-admitted', counted) },
        {
          tone: 'dim',
          text: isBundled
            ? m('say.judged-against-bundled')
            : m('say.judged-against', { version: city.version, folder: shown }),
        },
      ],
      ...(errors > 0 && { problem: refusalOf(told, project.sdlFile) }),
    };
  },
});

/** GraphQL's parser is loaded only by who asks for it: `--help` does not wait. */
const mend = async (sdl: string, findings: AdmissionVerdict['findings']): Promise<Mended> =>
  (await import('../../plugin/mend-document.ts')).mendDocument(sdl, findings);
