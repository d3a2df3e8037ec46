import type { RefusedMutation, SubgraphContext } from '@citygraph/kit';
import type { RefusedAttempts } from './refused-attempts.ts';

/** What says nothing of who tried. */
const OURS: readonly string[] = ['INTERNAL_ERROR', 'OVERLOADED'];
/** Arguments that name what a mutation is about, the one that says most first. */
const NAMING = [
  'release',
  'review',
  'plugin',
  'id',
  'publisher',
  'app',
  'handle',
  'domain',
  'grantId',
  'name',
] as const;

/** Notes a mutation that was refused as an attempt: forged signatures, approvals of what is not there, grants and rollouts that are not one's to ask for. Of it nothing else is kept. */
export function noteRefused({ mutation: act, args, code }: RefusedMutation, context: SubgraphContext): void {
  if (OURS.includes(code)) return;
  const { attempts, viewer, clock } = context as SubgraphContext & { readonly attempts?: RefusedAttempts };
  // Nobody in particular: there is nobody to hold it against, but for whom a signature claims to be.
  if (viewer.principal.subject === null && args.request === undefined) return;
  const target = NAMING.map((name) => args[name]).find((value) => typeof value === 'string');
  attempts?.note(
    { principal: viewer.principal, act, target: typeof target === 'string' ? target : '', code },
    clock.now(),
  );
}
