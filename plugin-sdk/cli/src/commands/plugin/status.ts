import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { found } from '../../expected.ts';
import type { Translate } from '../../messages/messages.ts';
import { nodesOf, PLUGIN_STATUS, type ReleaseStatus } from '../../operations/plugin.ts';
import { table } from '../../output/table.ts';
import { pipelineOf } from '../../plugin/pipeline.ts';
import { pluginName } from '../../plugin/plugin-name.ts';
import { isStable, latestRelease } from '../../plugin/release-of.ts';
import { titleFor } from '../../plugin/title-for.ts';

export const command = defineCommand({
  flags: { plugin: string(), manifest: string() },
  examples: [
    [
      'citygraph plugin status',
      { en: 'Where each release is, and what it waits for', zh: '各版本到了哪一步，在等什么' },
    ],
    ['citygraph plugin status --plugin aqi', { en: 'Of another plugin', zh: '另一个插件' }],
    ['citygraph plugin status --json', { en: 'For a pipeline that waits', zh: '供等待中的流水线使用' }],
  ],
  async run({ flags, world, session, hub: open, m }) {
    const { plugin: name } = await pluginName(world.cwd, flags);
    const key = await session.workload();
    // A pipeline's requests are signed; whoever is signed in beside it has nothing to do with them.
    const hub = await open(key ? 'nobody' : undefined);
    if (key) {
      const releases = await (await pipelineOf({ hub, key, plugin: name, now: world.now })).releases(null);
      const heads = [m('label.version'), m('label.state'), m('label.since'), m('label.published')];
      const rows = releases.map(({ version, state, publishedAt, published }) => [
        version,
        state,
        publishedAt,
        published,
      ]);
      return { data: { plugin: { name }, releases }, text: table(heads, rows) };
    }
    const answer = await hub.ask(PLUGIN_STATUS, { plugin: name, name });
    const plugin = found(answer.plugin, name);
    const latest = nodesOf(answer.pluginReleases);
    const stable = latest.some(isStable) ? null : await latestRelease(hub, name, isStable);
    const shown = [...latest, ...(stable ? [{ ...stable, grantsMissing: null, review: null }] : [])];
    const hasDomain = plugin.publisher?.verification !== 'UNVERIFIED';
    const releases = shown.map((release) => ({ ...release, waitsFor: waitsFor(release, hasDomain) }));
    const [rollouts, decisions] = [nodesOf(answer.rollouts), nodesOf(answer.graphDecisions)];
    return {
      data: { plugin, releases, rollouts, decisions },
      text: [
        { tone: 'strong', text: `${plugin.name}  ${titleFor(plugin, { flags, world })}` },
        ...(plugin.deprecation
          ? [m('say.deprecated', { reason: plugin.deprecation.reason, sunsetAt: plugin.deprecation.sunsetAt })]
          : []),
        ...table(
          [m('label.version'), m('label.state'), m('label.since'), m('label.waits-for')],
          releases.map(({ version, state, changedAt, waitsFor: waits }) => [
            version,
            state,
            changedAt,
            waits && said(waits, m),
          ]),
        ),
        ...(releases.some((release) => release.waitsFor?.who === 'domain')
          ? [`  → ${m('hint.verify-own-domain', { handle: plugin.publisher?.handle ?? 'HANDLE' })}`]
          : []),
        ...(rollouts.length === 0
          ? []
          : [
              '',
              ...table(
                [m('label.rollout'), m('label.version'), m('label.state'), '%', ''],
                rollouts.map(({ id, version, state, percent, burn }) => [id, version, state, percent, burn]),
              ),
            ]),
        ...(decisions[0]
          ? [
              '',
              m('say.last-decision', {
                act: decisions[0].act ?? '-',
                state: decisions[0].state ?? '-',
                at: decisions[0].at ?? '-',
              }),
              ...(decisions[0].heldBy ? [{ tone: 'warn', text: decisions[0].heldBy } as const] : []),
            ]
          : []),
      ],
    };
  },
});

/** Whose turn it is. */
interface WaitsFor {
  /** `domain`: nobody but the sandbox is sent to a publisher that has proved none. */
  readonly who: 'publisher' | 'domain' | 'reviewer' | 'rollout' | 'submit';
  readonly until: string | null;
  readonly reason: string | null;
}

function waitsFor({ state, review }: ReleaseStatus, hasDomain: boolean): WaitsFor | null {
  const reason = review?.decisionReason ?? null;
  if (state === 'PUBLISHED' || state === 'SANDBOX') return { who: 'submit', until: null, reason };
  if (state === 'IN_REVIEW') return { who: 'reviewer', until: review?.dueAt ?? null, reason };
  if (state === 'CHANGES_REQUESTED') return { who: 'publisher', until: null, reason };
  if (state === 'APPROVED' && !hasDomain) return { who: 'domain', until: null, reason };
  if (state === 'APPROVED' || state === 'CANARY') return { who: 'rollout', until: null, reason };
  return null;
}

const said = ({ who, until, reason }: WaitsFor, m: Translate): string =>
  [m(`waits.${who}`), until, reason].filter(Boolean).join(', ');
