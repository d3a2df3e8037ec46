import type { GatewayReport } from '@citygraph/contract';
import { fetchText, type Source } from '../../sources/fetch-text.ts';

/** The registry's own listener for gateways, never through a gateway. */
export interface ControlChannel {
  keyset(): Source;
  graphs(): Source;
  policy(): Source;
  /** Throws a sentence when it cannot be had. */
  artefact(digest: string): Promise<unknown>;
  /** Some subjects' consents; throws a sentence when they cannot be had. */
  consents(digest: string): Promise<unknown>;
  /** Rejects when the registry cannot be reached or is not able to take anything now. */
  report(report: GatewayReport): Promise<ReportOutcome>;
}

/** `refused`: it will never be taken; why. */
export type ReportOutcome = { readonly taken: true } | { readonly taken: false; readonly refused: string };

export interface ControlChannelOptions {
  /** Without path. */
  readonly url: string;
  /** What this gateway proves itself with. */
  readonly secret: Uint8Array;
}

/** What is named by its digest may have to cross a city; ms. */
const NAMED_MS = 20_000;
const REPORT_MS = 5_000;
/** Statuses after which the same report may be taken: who asks is not known yet, too slow, too many. */
const LATER: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);
const SAID = 300;

export function controlChannel({ url, secret }: ControlChannelOptions): ControlChannel {
  const base = url.endsWith('/') ? url : `${url}/`;
  const bearer = Buffer.from(secret).toString('base64url');
  const source = (what: string, path: string): Source => ({ what, from: new URL(path, base).href, secret: bearer });
  const named = async (what: string, path: string): Promise<unknown> => {
    const { text } = await fetchText(source(what, path), { timeoutMs: NAMED_MS });
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new Error(`What ${url} gives at ${path} is not JSON.`);
    }
  };
  return {
    keyset: () => source('keyset', 'keyset'),
    graphs: () => source('graph set', 'graphs'),
    policy: () => source('policy', 'policy'),
    artefact: (digest) => named('artefact', `artefacts/${digest}`),
    consents: (digest) => named('consents', `consents/${digest}`),
    async report(report) {
      const response = await fetch(new URL('report', base), {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(report),
        signal: AbortSignal.timeout(REPORT_MS),
      });
      const said = (await response.text()).slice(0, SAID);
      const { status } = response;
      // 409: it was taken before, and the answer got lost.
      if (response.ok || status === 409) return { taken: true };
      if (status >= 400 && status < 500 && !LATER.has(status)) return { taken: false, refused: `${status} ${said}` };
      throw new Error(`The registry answered HTTP ${status}.`);
    },
  };
}
