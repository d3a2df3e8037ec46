/** Follows a provider's pages as a browser would: keeps cookies, follows redirects until the app's own address, fills in forms. */
export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

export interface Visitor {
  get(url: string): Promise<Visit>;
  submit(visit: Visit, fields: Readonly<Record<string, string>>): Promise<Visit>;
  /** `name=value` of every cookie it holds. */
  cookies(): string[];
}

const HOPS = 10;

/** `home`: an address that is not fetched but handed back, e.g. the app's redirect URI. */
export function visitor(home: string, cookies: readonly string[] = []): Visitor {
  const jar = new Map(cookies.map((cookie) => cookie.split(/=(.*)/s, 2) as [string, string]));
  const go = async (url: string, init: RequestInit = {}): Promise<Visit> => {
    let [at, request] = [url, init];
    for (let hop = 0; hop < HOPS; hop++) {
      if (at.startsWith(home)) return { url: at, status: 302, html: '' };
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { ...request, redirect: 'manual', headers: { ...request.headers, cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (name && value) jar.set(name, value);
        else if (name) jar.delete(name);
      }
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return { url: at, status: response.status, html: await response.text() };
      }
      await response.body?.cancel();
      at = new URL(location, at).href;
      request = {};
    }
    throw new Error(`The sign-on redirected more than ${HOPS} times.`);
  };
  return {
    get: (url) => go(url),
    cookies: () => [...jar].map(([name, value]) => `${name}=${value}`),
    submit({ url, html }, fields) {
      const form = /<form[^>]*\bmethod="?post"?[^>]*>[\s\S]*?<\/form>/i.exec(html)?.[0] ?? '';
      const action = /\baction="([^"]*)"/i.exec(form)?.[1]?.replaceAll('&amp;', '&');
      if (action === undefined)
        throw new Error(`The sign-on showed no form at ${new URL(url).pathname}: ${textOf(html)}`);
      const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/gi)].map(([tag]): [string, string] => [
        /\bname="([^"]*)"/.exec(tag)?.[1] ?? '',
        /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '',
      ]);
      const body = new URLSearchParams([...hidden, ...Object.entries(fields)]);
      return go(new URL(action, url).href, { method: 'POST', body });
    },
  };
}

/** What a page says, for an error message. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
