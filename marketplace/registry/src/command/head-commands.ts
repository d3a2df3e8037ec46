import { StartError } from '@citygraph/contract';
import { liftHeads } from '../graph-set/lift-heads.ts';
import type { Flags, Outcome } from './command.ts';
import { reasonOf, viewerOf } from './graph-commands.ts';
import { readKey } from './key-files.ts';
import { withDatabase } from './with-database.ts';

/** `heads restored`: whoever put an older backup back has gateways take what it decides, though they have had newer numbers. */
export async function liftAll([act = '', ...more]: readonly string[], flags: Flags): Promise<Outcome> {
  if (act !== 'restored' || more.length > 0) throw new StartError('Give heads restored.');
  const [reason, key] = [reasonOf(flags), await readKey(flags)];
  const given = { policy: numberIn(flags, 'policy'), graphs: numberIn(flags, 'graphs') };
  return withDatabase(flags, async (em) => {
    const lifting = { viewer: viewerOf(flags), reason, keys: [key], given };
    const { before, after } = await liftHeads(em, lifting, new Date());
    const moved = (what: string, from: number, to: number) =>
      from === to ? `The ${what} stays at ${from}.` : `The ${what} goes on from ${to}; ${from} was the last.`;
    const lines = [
      moved('policy', before.policy, after.policy),
      moved('graph set', before.graphs, after.graphs),
      ...(before.policy === after.policy && before.graphs === after.graphs ? [NOTHING_AHEAD] : []),
    ];
    return { code: 0, lines };
  });
}

const NOTHING_AHEAD =
  'No gateway has reported more to this database. Of one that has not reported since, give what it has: --policy <version>, --graphs <sequence>.';

function numberIn(flags: Flags, name: 'policy' | 'graphs'): number {
  const said = flags[name];
  if (said === undefined) return 0;
  if (!/^[1-9]\d{0,14}$/.test(said)) throw new StartError(`--${name} is ${said}: give the number that a gateway has.`);
  return Number(said);
}
