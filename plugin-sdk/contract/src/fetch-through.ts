/** What says that a proxy is in between, as other command lines understand it. */
export interface ProxySettings {
  readonly [name: string]: string | undefined;
}

const said = (env: ProxySettings, name: string): string | undefined =>
  env[name.toLowerCase()] || env[name.toUpperCase()] || undefined;

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

/** `proxy.example:3128` is what many write. */
const proxyUrl = (text: string): string => (/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
