import { CityGraphError } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';
import type { RefusedAttempts } from './refused-attempts.ts';

/** What says nothing of who tried. */
const OURS: readonly string[] = ['INTERNAL_ERROR', 'OVERLOADED'];

/** Does it, and notes it as an attempt when it is refused: of what is refused nothing else is kept. */
export async function attempting<T>(
  context: SubgraphContext,
  { act, target }: { readonly act: string; readonly target: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { attempts, viewer, clock } = context as SubgraphContext & { readonly attempts?: RefusedAttempts };
    if (error instanceof CityGraphError && !OURS.includes(error.code)) {
      attempts?.note({ principal: viewer.principal, act, target, code: error.code }, clock.now());
    }
    throw error;
  }
}
