import { StartError } from '@citygraph/contract';
import type { GatewayConfig } from '../../config.ts';
import type { Gateway } from '../../create-gateway.ts';
import { type FetchedText, fetchText } from '../../sources/fetch-text.ts';
import { followText } from '../../sources/follow-text.ts';

/** From decision to effect it may take 5 s. */
const POLL_MS = 2_000;
/** Longer than most proxies wait would be cut. */
const WAIT_SECONDS = 25;

/**
 * Takes a source's bundle and every newer one; the answer stops it. An address that does not answer is asked again: until then third parties get
 * nothing beyond S1. A file that is not there, or cannot be used, stops the start.
 */
export async function followPolicy(
  { from, pollIntervalMs = POLL_MS }: NonNullable<GatewayConfig['policy']>,
  gateway: Pick<Gateway, 'setPolicy'>,
  log: (line: object) => void,
): Promise<() => void> {
  const isFile = !/^https?:/i.test(from);
  const source = { what: 'policy', from };
  const take = (text: string) => {
    if (gateway.setPolicy(parsed(text))) log({ event: 'policy-taken' });
  };
  const refused = (error: unknown) =>
    log({ event: 'policy-refused', note: 'What was in force goes on.', reason: wordsOf(error) });
  let known: FetchedText = { text: '', etag: null };
  try {
    known = await fetchText(source);
    take(known.text);
  } catch (error) {
    if (isFile) throw new StartError(`The policy in ${from} cannot be used: ${wordsOf(error)}.`.replace('..', '.'));
    refused(error);
  }
  return followText({ source, known, pollIntervalMs, waitSeconds: WAIT_SECONDS, onText: take, onFailure: refused });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
