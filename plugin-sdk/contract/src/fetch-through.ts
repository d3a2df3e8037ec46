/** What says that a proxy is in between, as other command lines understand it. */
export interface ProxySettings {
  readonly [name: string]: string | undefined;
}

const said = (env: ProxySettings, name: string): string | undefined =>
  env[name.toLowerCase()] || env[name.toUpperCase()] || undefined;

/** The proxy that a request goes through, and what names it. */
export interface ProxyUsed {
  /** Without a user's name and password. */
  readonly address: string;
  /** `HTTPS_PROXY` */
  readonly from: string;
}

/** This machine is never behind a proxy. */
const NEVER = 'localhost,127.0.0.1,::1';

/** `fetch`, through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name; undici is loaded only then. */
export function fetchThrough(env: ProxySettings, fetchHere: typeof fetch = fetch): typeof fetch {
  const httpsProxy = said(env, 'HTTPS_PROXY');
  const httpProxy = said(env, 'HTTP_PROXY');
  if (httpsProxy === undefined && httpProxy === undefined) return fetchHere;
  let through: Promise<typeof fetch> | null = null;
  const open = async (): Promise<typeof fetch> => {
    const undici = await import('undici');
    const noProxy = [NEVER, said(env, 'NO_PROXY')].filter(Boolean).join(',');
    const dispatcher = new undici.EnvHttpProxyAgent({
      ...(httpProxy && { httpProxy: proxyUrl(httpProxy) }),
      ...(httpsProxy && { httpsProxy: proxyUrl(httpsProxy) }),
      noProxy,
    });
    const ask = (input: string, init: object) => undici.fetch(input, { ...init, dispatcher });
    return ask as unknown as typeof fetch;
  };
  return async (input, init) => {
    through ??= open();
    return (await through)(input, init);
  };
}

/** Which proxy `fetchThrough` would go through to an address; null: none. */
export function proxyTo(url: string, env: ProxySettings): ProxyUsed | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY'];
  const upper = names.find((name) => said(env, name) !== undefined);
  const host = hostname.replace(/^\[(.+)\]$/, '$1').replace(/(.)\.$/, '$1');
  if (upper === undefined || isExcepted(host, Number(port) || (protocol === 'https:' ? 443 : 80), env)) return null;
  const proxy = proxyUrl(said(env, upper) ?? '');
  const from = env[upper.toLowerCase()] ? upper.toLowerCase() : upper;
  if (!URL.canParse(proxy)) return { address: '?', from };
  return { address: `${new URL(proxy).protocol}//${new URL(proxy).host}`, from };
}

/** `example.com` and `.example.com` are a host and what is under it, `*.example.com` what is under it alone, `*` all; each may name a port. */
function isExcepted(host: string, port: number, env: ProxySettings): boolean {
  const entries = `${NEVER},${said(env, 'NO_PROXY') ?? ''}`
    .toLowerCase()
    .split(/[,\s]+/)
    .filter(Boolean);
  return entries.some((entry) => {
    const [, bracketed, bare, only] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [null, null, entry];
    if (only && Number(only) !== port) return false;
    const named = bracketed ?? bare ?? entry;
    if (named === '*') return true;
    const bases = named.replace(/^\*?\./, '').replace(/(.)\.$/, '$1');
    return (host === bases && !named.startsWith('*')) || host.endsWith(`.${bases}`);
  });
}

/** `proxy.example:3128` is what many write. */
const proxyUrl = (text: string): string => (/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
