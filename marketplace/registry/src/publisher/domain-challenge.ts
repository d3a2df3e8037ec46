import type { GuardedClient } from '../guarded-client.ts';

const WELL_KNOWN = '/.well-known/citygraph-publisher/';
const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/;

export interface ServedText {
  readonly url: string;
  readonly content: string;
}

/** What has to be served, and where. The handle is in it: what one publisher serves proves nothing for another. */
export const servedText = (domain: string, token: string, handle: string): ServedText => ({
  url: `${LOOPBACK.test(domain) ? 'http' : 'https'}://${domain}${WELL_KNOWN}${token}`,
  content: `${token}.${handle}`,
});

/** What is there instead of the text, in a few words; null: it is there. */
export async function whyNotServed({ url, content }: ServedText, client: GuardedClient): Promise<string | null> {
  const answer = await client.ask({ url, method: 'GET', headers: { accept: 'text/plain' }, body: null });
  if (!('status' in answer)) return answer.failure;
  if (answer.status !== 200) return `status ${answer.status}`;
  return answer.body.trim() === content ? null : 'something else was served';
}
