import type { ComposerAnswer, Finding } from './composition.ts';
import { hubFinding } from './composition.ts';
import { supergraphCoordinates } from './supergraph-coordinates.ts';

const NAMED_AT_MOST = 10;

/** Both composers must make a supergraph, and with the same types, fields and values. */
export function compareComposers(apollo: ComposerAnswer, guild: ComposerAnswer): Finding[] {
  const [composed, refused] = apollo.supergraphSdl ? ['apollo', 'guild'] : ['guild', 'apollo'];
  if (!apollo.supergraphSdl !== !guild.supergraphSdl) {
    return [
      hubFinding('COMPOSERS_DISAGREE', `The composer ${composed} makes a supergraph of this, ${refused} refuses it.`),
    ];
  }
  if (!apollo.supergraphSdl || !guild.supergraphSdl) return [];
  const ours = supergraphCoordinates(apollo.supergraphSdl);
  const theirs = supergraphCoordinates(guild.supergraphSdl);
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((coordinate) => ours.get(coordinate) !== theirs.get(coordinate))
    .sort();
  return differing.slice(0, NAMED_AT_MOST).map((coordinate) => {
    const said = (type: string | undefined) => (type === undefined ? 'nothing' : type || 'a value');
    return hubFinding(
      'COMPOSERS_DISAGREE',
      `${coordinate} is ${said(ours.get(coordinate))} to apollo and ${said(theirs.get(coordinate))} to guild.`,
      coordinate,
    );
  });
}
