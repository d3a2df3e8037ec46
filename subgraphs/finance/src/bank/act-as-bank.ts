import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { assertRepresents } from '../legal-entity/assert-represents.ts';
import { Bank } from './bank.entity.ts';

/** The viewer acts for a bank: its legal representative, and it is one. */
export async function actAsBank(em: EntityManager, viewer: Viewer, uscc: string, argument: string): Promise<void> {
  assertRepresents(viewer, uscc, argument);
  if (await em.count(Bank, { uscc })) return;
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${uscc} is no bank of the city.`, {
    extensions: { argument },
  });
}
