import { compose } from '@citygraph/composition';
import { StartError } from '@citygraph/contract';
import { findRows, readNamedFile } from '@citygraph/kit';
import { askToBreakFirstParty } from '../first-party-release/ask-to-break-first-party.ts';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { impactOfFirstParty, type PluginLost } from '../first-party-release/impact-of-first-party.ts';
import { lostByFirstParty } from '../first-party-release/lost-by-first-party.ts';
import type { Flags, Outcome } from './command.ts';
import { reasonOf, viewerOf } from './graph-commands.ts';
import { withDatabase } from './with-database.ts';

/**
 * `impact <name>=<schema file> …`: what clients would lose by these schemas of the city's own, and which plugins everybody, before anybody publishes them. Changes nothing; with `--force --reason <text>` it asks that
 * clients lose it, which an administrator confirms.
 */
export async function showImpact(words: readonly string[], flags: Flags): Promise<Outcome> {
  const changed = new Map<string, string>();
  for (const word of words) {
    const [, name = '', file = ''] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(word) ?? [];
    if (name === '') throw new StartError(`${word} says no schema: write <name>=<file>, e.g. energy=schema.graphql.`);
    if (changed.has(name)) throw new StartError(`${name} is given twice.`);
    changed.set(name, await readNamedFile(file, `The schema of ${name}`));
  }
  if (changed.size === 0) throw new StartError('Say which schemas change: impact <name>=<file> …');
  return withDatabase(flags, async (em) => {
    const known = await findRows(em(), FirstPartyRelease, { current: true });
    const stays = known.filter(({ name }) => !changed.has(name)).map(({ name, sdl }) => ({ name, sdl }));
    const schemas = [...stays, ...[...changed].map(([name, sdl]) => ({ name, sdl }))];
    const now = new Date();
    const { composes, findings, leftOut } = await impactOfFirstParty(em(), schemas, compose, now);
    if (!composes) return { code: 1, lines: ['The city’s own schemas do not compose:', ...findings] };
    const loss = await lostByFirstParty(em(), schemas, compose, now);
    const lost = loss?.messages ?? [];
    if (flags.force === true) {
      if (loss === null || loss.taken.length === 0)
        return {
          code: 1,
          lines: ['Clients would lose nothing of what they asked for in 30 days: go on without asking.'],
        };
      const id = await askToBreakFirstParty(em(), viewerOf(flags), { loss, reason: reasonOf(flags) }, now);
      return {
        code: 0,
        lines: [...lost, `Asked: ${id}. An administrator decides with citygraph admin approve ${id}.`],
      };
    }
    const lines = [...lost, ...leftOut.map(told)];
    if (lines.length > 0) return { code: 1, lines };
    return { code: 0, lines: ['Every stable plugin goes with it.'] };
  });
}

const told = ({ plugin, version, why, requests, apps }: PluginLost): string => {
  const by = apps.length === 0 ? '' : ` by ${apps.join(', ')}`;
  return `${plugin} ${version} would be left out: ${why} It was asked for ${requests} times in 30 days${by}.`;
};
