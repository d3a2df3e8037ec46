import { resolve } from 'node:path';
import type { PluginManifest } from '@citygraph/contract';
import { boolean, string } from '@oclif/core/flags';
import type { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { DryRun } from '../../hub/dry-run.ts';
import type { Finding } from '../../operations/plugin.ts';
import { PUBLISH_AS_WORKLOAD } from '../../operations/workload.ts';
import { textOf } from '../../output/line.ts';
import { bundleOf, readBundle } from '../../plugin/bundle.ts';
import { inReadersWords } from '../../plugin/in-readers-words.ts';
import { findingLines } from '../../plugin/judge-project.ts';
import { pipelineOf } from '../../plugin/pipeline.ts';
import { type Placed, placeInManifest } from '../../plugin/place-in-manifest.ts';
import { readProject } from '../../plugin/project.ts';
import { publishAsMember, tryAsMember } from '../../plugin/publish-as-member.ts';
import { refusalOf } from '../../plugin/refusal.ts';
import { isSilentHere, sandboxHas, saySandboxHas } from '../../plugin/sandbox-has.ts';
import { decisionOf, type Progress, waitUntilServing } from '../../plugin/wait-until-serving.ts';

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
    [
      'citygraph plugin publish --wait',
      { en: 'Publish to the sandbox and wait until it serves there', zh: '发布到沙箱，并等到沙箱开始提供' },
    ],
    [
      'citygraph plugin publish --bundle release.json',
      { en: 'What a pipeline built before', zh: '发布流水线先前打包的内容' },
    ],
    [
      'citygraph plugin publish --dry-run',
      { en: 'See what would be sent, and what the hub would say to it', zh: '只看会发送什么，以及平台会怎么说' },
    ],
  ],
  async run({ flags, world, session, hub: open, m, progress, warn }) {
    const project = flags.bundle === undefined ? await readProject(world.cwd, flags) : null;
    const bundle = project ? await bundleOf(project) : await readBundle(resolve(world.cwd, flags.bundle ?? ''));
    const { plugin, version } = bundle;
    const file = project?.sdlFile ?? 'schema.graphql';
    const tell = async (found: readonly Finding[]) =>
      inReadersWords(project ? placeInManifest(found, project) : found, { flags, world });
    const key = await session.workload();
    // A pipeline's requests are signed; whoever is signed in beside it has nothing to do with them.
    const hub = await open(key ? 'nobody' : undefined);
    const pipeline = key && (await pipelineOf({ hub, key, plugin, now: world.now }));
    if (flags['dry-run'] && !pipeline) {
      const { wouldSend, verdict } = await tryAsMember(hub, bundle);
      const data = { dryRun: true, wouldSend, verdict };
      const told = await tell(verdict.findings);
      if (!verdict.admitted) throw refused(told, file, data);
      const { isRepeat, makesPlugin } = verdict;
      return {
        data,
        text: [
          ...findingLines(told, file),
          ...(makesPlugin ? [m('say.would-make', { plugin })] : []),
          m(isRepeat ? 'say.already-published' : 'say.would-publish', {
            plugin,
            version,
            digest: verdict.digest.slice(0, 12),
          }),
        ],
      };
    }
    if (flags['dry-run']) {
      // A signed request is good for two minutes: what is printed must not be one.
      const { sdl, manifest, digest } = bundle;
      const variables = { act: 'publish', plugin, release: digest, sdl, manifest };
      throw new DryRun({ hub: hub.origin, operation: PUBLISH_AS_WORKLOAD.name, variables });
    }
    progress(m('say.publishing', { plugin, version }));
    const published = await (pipeline ? pipeline.publish(bundle) : publishAsMember(hub, bundle));
    const { accepted, isRepeat, digest } = published;
    const told = await tell(published.findings);
    if (!accepted) throw refused(told, file, published);
    const look: () => Promise<Progress | null> = pipeline
      ? async () => {
          const one = (await pipeline.releases(digest)).find((release) => release.digest === digest);
          return one ? { state: one.published } : null;
        }
      : decisionOf(hub, published.decision ?? null);
    const done = m(isRepeat ? 'say.already-published' : 'say.published', {
      plugin,
      version,
      digest: digest.slice(0, 12),
    });
    const data = { plugin, version, ...published };
    const serving = flags.wait ? await waitUntilServing({ look, done, data, world, plugin, progress, m }) : null;
    // What is published now is the latest; what was published before is served only as long as nothing followed.
    const has = serving && isRepeat ? await sandboxHas({ hub, pipeline }, plugin) : { version, digest };
    const { url } = (bundle.manifest as PluginManifest).runtime.sandbox;
    if (serving && has?.digest === digest && (await isSilentHere(url))) warn('warning.nothing-answers', { url });
    return {
      data: { ...data, serving },
      text: [
        ...findingLines(told, file),
        { tone: 'good', text: done },
        ...(serving === null ? [] : [saySandboxHas(has, { plugin, digest, url }, m)]),
        m('say.next-submit'),
      ],
    };
  },
});

const refused = (findings: readonly Placed<Finding>[], file: string, data: unknown): CommandError =>
  refusalOf(findings, file, {
    data,
    text: findingLines(findings, file).map(textOf),
  });
