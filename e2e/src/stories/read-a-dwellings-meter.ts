import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

const PATIENCE = 10_000;

interface Access {
  readonly operation: string | null;
  readonly coordinates: readonly string[];
}
const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};

/** A dwelling's meter is held by no one person: whoever lives there finds that it was read, and by whom. */
export async function readADwellingsMeter(hub: HubClient): Promise<void> {
  const { me } = did(
    await hub.ask('{ me { household { dwelling { id } } guardianOf { id } } }', {}, { as: 'parent' }),
  ) as unknown as { me: { household: { dwelling: { id: string } }; guardianOf: { id: string }[] } };
  const child = me.guardianOf[0]?.id ?? '';
  const { place } = did(
    await hub.ask(
      'query ReadMeter($p: ID!) { place(id: $p) { usagePoints { mrid commodity } } }',
      { p: me.household.dwelling.id },
      { as: 'parent' },
    ),
  ) as unknown as { place: { usagePoints: { commodity: string }[] } };
  expect(place.usagePoints.length).toBeGreaterThan(0);
  const found = async (): Promise<Access | undefined> => {
    const { resident } = did(
      await hub.ask(
        'query Seen($c: ID!) { resident(id: $c) { dataAccesses(withOwn: true) { operation coordinates } } }',
        { c: child },
        { as: 'parent' },
      ),
    ) as unknown as { resident: { dataAccesses: Access[] } };
    return resident.dataAccesses.find(({ operation }) => operation === 'ReadMeter');
  };
  let record = await found();
  for (const until = Date.now() + PATIENCE; !record && Date.now() < until; await sleep(200)) record = await found();
  expect(record?.coordinates).toContain('UsagePoint.commodity');
}
