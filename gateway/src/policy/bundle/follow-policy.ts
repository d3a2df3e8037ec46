import { readFile } from 'node:fs/promises';
import { StartError } from '@citygraph/contract';
import type { GatewayConfig } from '../../config.ts';
import type { Gateway } from '../../create-gateway.ts';
import { readSecret } from '../../read-key-files.ts';
import { type FetchedText, fetchText } from '../../sources/fetch-text.ts';
import { followText, PROMPT } from '../../sources/follow-text.ts';
import { keepFile } from '../../sources/keep-file.ts';
import { wordsOf } from '../../words-of.ts';

/** From decision to effect it may take 5 s. */
const POLL_MS = 2_000;

/**
 * Takes a source's bundle and every newer one; the answer stops it. Nobody may serve without a first one: which apps are third parties' would not be known. So a source that
 * cannot be used at the start stops it, unless `lastGoodFile` holds what it gave earlier. That is taken first: a source that was set back would otherwise bring what was revoked to life
 * again at every start. A rollback is a new, higher version.
 */
export async function followPolicy(
  { from, secretFile, lastGoodFile, pollIntervalMs = POLL_MS }: NonNullable<GatewayConfig['policy']>,
  gateway: Pick<Gateway, 'offerPolicy'>,
  log: (line: object) => void,
): Promise<() => void> {
  const secret = secretFile === undefined ? null : await readSecret(secretFile, 'policy.secretFile');
  const source = { what: 'policy', from, ...(secret && { secret: Buffer.from(secret).toString('base64url') }) };
  /** One after the other: what is kept last is what was taken last. */
  let keeping: Promise<void> = Promise.resolve();
  const take = async (text: string) => {
    const offered = gateway.offerPolicy(parsed(text));
    if (offered.wanted().length > 0) throw new Error(CONSENTS_APART);
    if (!offered.take()) return;
    log({ event: 'policy-taken' });
    if (lastGoodFile === undefined) return;
    keeping = keeping.then(() => keep(lastGoodFile, text, offered.bundle.version, gateway, log));
    await keeping;
  };
  if (lastGoodFile === undefined) {
    const note =
      'A source that is set back brings what was revoked to life at the next start: name a file that outlives the gateway in policy.lastGoodFile.';
    log({ event: 'policy-not-remembered', from, note });
  }
  const refused = (error: unknown) =>
    log({ event: 'policy-refused', note: 'What was in force goes on.', reason: wordsOf(error) });
  const hasLastGood = lastGoodFile !== undefined && (await takeLastGood(lastGoodFile, gateway, refused));
  let known: FetchedText = { text: '', etag: null };
  try {
    known = await fetchText(source);
    await take(known.text);
  } catch (error) {
    if (!hasLastGood) {
      throw new StartError(
        `The policy at ${from} cannot be used, and nothing may be served without one: ${wordsOf(error)}`,
      );
    }
    refused(error);
  }
  return followText({ source, known, pollIntervalMs, ...PROMPT, onText: take, onFailure: refused });
}

const CONSENTS_APART =
  'it names its consents, which are at the registry: follow that by the setting registry, or give a bundle that holds them';

/** A file that is not there yet is none; one that cannot be used is said. */
async function takeLastGood(
  file: string,
  gateway: Pick<Gateway, 'offerPolicy'>,
  refused: (error: unknown) => void,
): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return false;
  }
  try {
    gateway.offerPolicy(parsed(text)).take();
    return true;
  } catch (error) {
    refused(new Error(`The last good policy in ${file} cannot be used: ${wordsOf(error)}`));
    return false;
  }
}

/** Losing it costs a start without its source, nothing else. Another process of the gateway may have kept a newer one by now. */
async function keep(
  file: string,
  text: string,
  version: number,
  gateway: Pick<Gateway, 'offerPolicy'>,
  log: (line: object) => void,
): Promise<void> {
  try {
    await keepFile(file, text, async () => version >= (await versionIn(file, gateway)));
  } catch (error) {
    log({ event: 'policy-not-kept', file, reason: wordsOf(error) });
  }
}

/** Of a bundle that is signed; what is none has no say in what takes its place. */
async function versionIn(file: string, gateway: Pick<Gateway, 'offerPolicy'>): Promise<number> {
  try {
    return gateway.offerPolicy(parsed(await readFile(file, 'utf8'))).bundle.version;
  } catch {
    return 0;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
}
