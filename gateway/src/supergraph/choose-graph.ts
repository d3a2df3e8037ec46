import { hash } from 'node:crypto';
import { BUCKETS, CityGraphError, mayUseSandbox, type Principal } from '@citygraph/contract';
import type { Generation } from './generation.ts';
import type { LineUp } from './line-up.ts';

/** What a client says, and who it is. */
export interface GraphChoice {
  /** `CityGraph-Channel`; undefined: it did not say. */
  readonly channel: string | undefined;
  readonly principal: Principal;
}

/**
 * The graph that answers a request. A client says at most that it wants the sandbox; which rollout it belongs to follows from who it is, so that nobody can choose it and everybody
 * keeps it (DECISIONS 22).
 */
export function chooseGraph(lineUp: LineUp, { channel, principal }: GraphChoice): Generation {
  if (channel !== undefined && channel !== '') return sandboxFor(lineUp, channel, principal);
  if (lineUp.rollouts.length === 0 || principal.app === null) return lineUp.stable;
  const known = dealt.get(lineUp) ?? new WeakMap<Principal, Generation>();
  dealt.set(lineUp, known);
  let generation = known.get(principal);
  if (!generation) {
    generation = dealtTo(lineUp, principal);
    known.set(principal, generation);
  }
  return generation;
}

/** A verified token is one principal for as long as it lives. */
const dealt = new WeakMap<LineUp, WeakMap<Principal, Generation>>();

const dealtTo = ({ stable, rollouts }: LineUp, principal: Principal): Generation =>
  rollouts.find(({ id, buckets }) => buckets.has(bucketOf(id, principal)))?.generation ?? stable;

export const isSandbox = (channel: string | undefined): boolean => channel !== undefined && channel !== '';

/** Each rollout deals the clients anew, so that the same people are not always the first. An app without people is one client. */
export function bucketOf(rollout: string, { app, subject }: Pick<Principal, 'app' | 'subject'>): number {
  const digest = hash('sha256', JSON.stringify([rollout, app, subject]), 'buffer');
  return digest.readUIntBE(0, 6) % BUCKETS;
}

function sandboxFor({ sandbox }: LineUp, channel: string, principal: Principal): Generation {
  if (channel !== 'sandbox') {
    throw new CityGraphError('BAD_USER_INPUT', 'CityGraph-Channel may be sandbox, or left out.');
  }
  if (principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in to use the sandbox.');
  if (!mayUseSandbox(principal)) {
    throw new CityGraphError(
      'FORBIDDEN',
      'The sandbox is for developers, vendors and administrators: leave CityGraph-Channel out.',
    );
  }
  if (sandbox === null) throw new CityGraphError('NOT_FOUND', 'This gateway serves no sandbox at the moment.');
  return sandbox;
}
