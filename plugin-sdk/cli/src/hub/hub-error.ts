import { CommandError, type Suggestion } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExchangeFailure, HttpAnswer } from './exchange.ts';
import type { Operation } from './operation.ts';

/** One entry of `errors`, as far as it can be trusted to be one. */
export interface GraphQLAnswerError {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly code: string;
}

/** Beyond this a token looks expired, or not valid yet, to one side alone (the hub allows 5 s). */
const SKEW_MS = 30_000;

/** Nobody answered: what that means for a question, or for an act that may have been done. */
export function failureError(
  origin: string,
  failure: ExchangeFailure,
  operation: Operation<unknown, never> | null,
): CommandError {
  const values = { address: origin, reason: failure.message };
  const isAct = operation?.kind === 'mutation';
  const way: Suggestion[] = failure.proxy ? [['hint.through-proxy', { ...failure.proxy }]] : [];
  const asked = { operation: operation?.name ?? '', address: origin, reason: failure.message };
  switch (failure.kind) {
    case 'unreachable':
      return new CommandError('HUB_UNREACHABLE', 'error.hub-unreachable', values, {
        suggestions: failure.proxy ? [...way, ['hint.doctor']] : [['hint.doctor'], ['hint.proxy']],
      });
    case 'untrusted':
      return new CommandError('HUB_UNREACHABLE', 'error.hub-untrusted', values, { suggestions: [...way, ['hint.ca']] });
    case 'proxy':
      return new CommandError('PROXY_REFUSED', 'error.proxy-refused', values, {
        suggestions: failure.proxy ? way : [['hint.proxy']],
      });
    case 'too-large':
      return new CommandError('BAD_ANSWER', 'error.answer-too-large', values);
    case 'interrupted':
      return isAct
        ? new CommandError('INTERRUPTED', 'error.interrupted-act', asked, { suggestions: lookFirst(operation) })
        : new CommandError('INTERRUPTED', 'error.interrupted');
    case 'late':
    case 'broken':
      if (!isAct) {
        return failure.kind === 'late'
          ? new CommandError('TIMED_OUT', 'error.timed-out', values, { suggestions: [...way, ['hint.timeout']] })
          : new CommandError('HUB_UNREACHABLE', 'error.connection-broken', values, {
              suggestions: [...way, ['hint.doctor']],
            });
      }
      return new CommandError('OUTCOME_UNKNOWN', 'error.outcome-unknown', asked, {
        suggestions: [...lookFirst(operation), ...way],
      });
  }
}

const lookFirst = (operation: Operation<unknown, never> | null): Suggestion[] =>
  operation?.isRepeatable ? [['hint.repeat-safely']] : [['hint.look-first'], ['hint.timeout']];

/** The hub's word against it, in the hub's words, with what to do about those that people can mend here. */
export function hubError(
  { message, code }: GraphQLAnswerError,
  answer: HttpAnswer,
  facts: HubErrorFacts,
): CommandError {
  const { operation, isSignedIn } = facts;
  if (code === 'UNAUTHENTICATED' && Math.abs(answer.skewMs ?? 0) > SKEW_MS) {
    const seconds = Math.round(Math.abs(answer.skewMs ?? 0) / 1000);
    const key = (answer.skewMs ?? 0) > 0 ? 'error.clock-behind' : 'error.clock-ahead';
    return new CommandError('CLOCK_SKEW', key, { seconds, said: message }, { suggestions: [['hint.clock']] });
  }
  // A department that went away while it was at work may have done it.
  const isOpen = operation.kind === 'mutation' && /^(DEPARTMENT_UNAVAILABLE|INTERNAL_ERROR)$/.test(code);
  return CommandError.ofHub(code, message, {
    suggestions: commandsFor(message, operation) ?? hintsFor(code, isSignedIn, isOpen ? operation : null),
    ...(isOpen && { exit: EXIT.unknown }),
  });
}

export interface HubErrorFacts {
  readonly operation: Operation<unknown, never>;
  readonly isSignedIn: boolean;
}

/** The hub names its mutations, for it is asked by others than this command: here it is one of the command's that does it. null: nothing here does. */
function commandsFor(message: string, { name }: Operation<unknown, never>): Suggestion[] | null {
  if (/\b(startDomainProof|proveDomain)\b/.test(message)) return [['hint.verify-domain']];
  if (name === 'RegisterApp' && message.startsWith('organisation: ')) return [['hint.organisation']];
  return null;
}

function hintsFor(code: string, isSignedIn: boolean, open: Operation<unknown, never> | null): Suggestion[] {
  if (open) return lookFirst(open);
  if (code === 'UNAUTHENTICATED') return [['hint.login']];
  if (code === 'FORBIDDEN') return isSignedIn ? [['hint.whoami']] : [['hint.login']];
  if (code === 'RATE_LIMITED' || code === 'OVERLOADED') return [['hint.later']];
  return [];
}
