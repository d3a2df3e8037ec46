import { compose } from '@citygraph/composition';
import { StartError } from '@citygraph/contract';
import { findRows, readNamedFile } from '@citygraph/kit';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { impactOfFirstParty, type PluginLost } from '../first-party-release/impact-of-first-party.ts';
import type { Flags, Outcome } from './command.ts';
import { withDatabase } from './with-database.ts';

/** `impact <name>=<schema file> …`: which plugins everybody would lose by these schemas of the city's own, before anybody publishes them. Changes nothing. */
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
    const { composes, findings, leftOut } = await impactOfFirstParty(em(), schemas, compose, new Date());
    if (!composes) return { code: 1, lines: ['The city’s own schemas do not compose:', ...findings] };
    if (leftOut.length === 0) return { code: 0, lines: ['Every stable plugin goes with it.'] };
    return { code: 1, lines: leftOut.map(told) };
  });
}

const told = ({ plugin, version, why, requests, apps }: PluginLost): string => {
  const by = apps.length === 0 ? '' : ` by ${apps.join(', ')}`;
  return `${plugin} ${version} would be left out: ${why} It was asked for ${requests} times in 30 days${by}.`;
};
