import { integer, string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import type { Hub } from '../../hub/hub.ts';
import { pages } from '../../operations/pages.ts';
import {
  INCIDENTS,
  NOTIFICATIONS,
  nodesOf,
  RELEASE_FINDINGS,
  type ReleaseFindings,
  type Told,
} from '../../operations/plugin.ts';
import { type Line, textOf } from '../../output/line.ts';
import { inReadersWords } from '../../plugin/in-readers-words.ts';
import { findingLines } from '../../plugin/judge-project.ts';
import { nameManifest } from '../../plugin/place-in-manifest.ts';
import { pluginName } from '../../plugin/plugin-name.ts';

interface Entry {
  readonly at: string;
  readonly kind: 'release' | 'notification' | 'incident';
  readonly what: string;
  readonly lines: readonly Line[];
}

export const command = defineCommand({
  flags: { plugin: string(), manifest: string(), last: integer({ default: 20, min: 1, max: 100 }) },
  examples: [
    [
      'citygraph plugin logs',
      {
        en: 'Check results, incidents and what you were told, the latest last',
        zh: '检查结果、事件和通知，最新的在最后',
      },
    ],
    ['citygraph plugin logs --last 100', { en: 'Further back', zh: '看得更早' }],
    [
      'citygraph plugin logs --plugin aqi --json',
      { en: 'For another plugin, for a program', zh: '另一个插件，供程序使用' },
    ],
  ],
  async run({ flags, world, hub: open, m }) {
    const { plugin } = await pluginName(world.cwd, flags);
    const hub = await open();
    const published = await latestFindings(hub, plugin, flags.last);
    const told = await toldOf(hub, plugin, flags.last);
    const { incidents } = await hub.ask(INCIDENTS, { plugin, first: flags.last });
    const releases = published.map(
      async ({ version, state, publishedAt, findings }): Promise<Entry> => ({
        at: publishedAt,
        kind: 'release',
        what: `${version} ${state}`,
        lines: findingLines(
          flags.json
            ? nameManifest(findings ?? [])
            : await inReadersWords(nameManifest(findings ?? []), { flags, world }),
          'schema.graphql',
        ),
      }),
    );
    const entries: Entry[] = [
      ...(await Promise.all(releases)),
      ...told.map(({ at, topic, reason }) => ({
        at: at ?? '',
        kind: 'notification' as const,
        what: topic ?? '-',
        lines: reason ? [`    ${reason}`] : [],
      })),
      ...nodesOf(incidents).map(({ openedAt, kind, version, detail, closedAt }) => ({
        at: openedAt ?? '',
        kind: 'incident' as const,
        what: [kind, version, closedAt ? m('label.closed') : m('label.open')].filter(Boolean).join(' '),
        lines: detail ? [`    ${detail}`] : [],
      })),
    ].sort((one, other) => one.at.localeCompare(other.at));
    const shown = entries.slice(-flags.last);
    return {
      data: shown.map(({ lines, ...entry }) => ({
        ...entry,
        detail: lines.map((line) => textOf(line).trim()),
      })),
      text:
        shown.length === 0
          ? [m('say.nothing-yet')]
          : shown.flatMap(({ at, kind, what, lines }): Line[] => [`${at}  ${m(`log.${kind}`)}  ${what}`, ...lines]),
    };
  },
});

/** Releases with all that was found in them that one question may ask for. */
const FINDINGS_PAGE = 20;

async function latestFindings(hub: Hub, plugin: string, last: number): Promise<ReleaseFindings[]> {
  const found: ReleaseFindings[] = [];
  const ask = async (after: string | null) =>
    (await hub.ask(RELEASE_FINDINGS, { plugin, first: Math.min(last, FINDINGS_PAGE), after })).pluginReleases;
  for await (const page of pages(ask)) {
    found.push(...nodesOf(page));
    if (found.length >= last) break;
  }
  return found.slice(0, last);
}

/** What somebody with many plugins was told, so far back it is looked for what is about this one. */
const MOST_TOLD = 1_000;
/** Notifications a question may ask for. */
const PAGE = 100;

/** The latest that somebody was told about one plugin: the hub lists what they were told about all of theirs. */
async function toldOf(hub: Hub, plugin: string, last: number): Promise<Told[]> {
  const told: Told[] = [];
  let seen = 0;
  const ask = async (after: string | null) => (await hub.ask(NOTIFICATIONS, { first: PAGE, after })).notifications;
  for await (const page of pages(ask)) {
    told.push(...nodesOf(page).filter((one) => one.plugin?.name === plugin));
    seen += page.edges.length;
    if (told.length >= last || seen >= MOST_TOLD) break;
  }
  return told.slice(0, last);
}
