import { isPlace } from '../policy/dwellers.ts';
import type { Dispatch, SubgraphReply } from './engine.ts';

/** Who lives at each of these places. */
type Dwellers = (places: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * A dwelling's meter is of those who live there, and only government knows who that is. They are named here, before anything is judged or written down by it: they
 * find the evidence, a later tenant does not, and an app of a third party waits for their consent. Of whom nobody can say whose it is, nothing is shown.
 */
export function nameDwellers(dispatch: Dispatch, dwellersOf: Dwellers): Dispatch {
  return async (subgraph, request) => {
    const reply = await dispatch(subgraph, request);
    const { disclosed } = reply;
    const places = disclosed?.subjects.filter(isPlace) ?? [];
    if (!disclosed || places.length === 0) return reply;
    try {
      const dwellers = await dwellersOf(places);
      const subjects = disclosed.subjects.flatMap((key) => {
        const residents = isPlace(key) ? (dwellers.get(key) ?? []) : [];
        return residents.length > 0 ? residents : [key];
      });
      return { ...reply, disclosed: { ...disclosed, subjects: [...new Set(subjects)] } };
    } catch {
      return unnamed(request.isMutation);
    }
  };
}

const unnamed = (isDone: boolean): SubgraphReply => ({
  data: null,
  errors: [
    {
      message: `${isDone ? 'The change was made, but its result is' : 'This is'} about a dwelling, and the department government does not say at the moment who lives there: ask again later.`,
      code: 'DEPARTMENT_UNAVAILABLE',
      path: null,
    },
  ],
  bytes: 0,
  isShared: false,
});
