import { createHash } from 'node:crypto';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

const STYLE = `
body{font-family:system-ui,"Noto Sans CJK SC",sans-serif;background:#eef3f1;color:#1b2b27;display:grid;place-items:center;min-height:100vh;margin:0}
main{background:#fff;padding:2rem 2.5rem;border-radius:10px;box-shadow:0 4px 24px #0b5d4b22;width:min(24rem,90vw);box-sizing:border-box}
h1{font-size:1.3rem;margin:0 0 .25rem;color:#0b5d4b}p{margin:.25rem 0 1rem}
label{display:block;margin-top:1rem;font-weight:600}input:not([type=hidden]){width:100%;box-sizing:border-box;padding:.6rem;font:inherit;border:1px solid #6f8a81;border-radius:6px;margin-top:.25rem}
button{margin-top:1.5rem;width:100%;padding:.7rem;font:inherit;font-weight:600;color:#fff;background:#0b5d4b;border:0;border-radius:6px;cursor:pointer}
button:hover{background:#08483a}button:focus-visible,input:focus-visible{outline:3px solid #8a4b00;outline-offset:2px}
.alert{background:#ffe8e0;color:#5c1200;padding:.6rem .8rem;border-radius:6px}code{font-size:1.2em;letter-spacing:.1em}
@media (prefers-color-scheme:dark){body{background:#10211c;color:#e6f0ec}main{background:#18302a;box-shadow:none}h1{color:#8fdcc4}input:not([type=hidden]){background:#10211c;color:inherit;border-color:#7f9d93}button{background:#8fdcc4;color:#08281f}button:hover{background:#b4ebda}button:focus-visible,input:focus-visible{outline-color:#ffb020}.alert{background:#5c1200;color:#ffe8e0}}`;

const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');

/** Headers of every page: no script at all, our own style by its digest, forms to here and on to the app that asked. */
export function pageHeaders(app?: string): Record<string, string> {
  const target = app && URL.canParse(app) ? ` ${new URL(app).origin}` : '';
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; img-src data:; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} · CityGraph</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

export function signInPage({ action, app, error }: { action: string; app: string; error?: string }): string {
  const alert = error ? `<p class="alert" role="alert">${escapeHtml(error)}</p>` : '';
  return page(
    'Sign in to CityGraph',
    `<p>to go on to ${escapeHtml(app)}</p>${alert}<form method="post" action="${escapeHtml(action)}">
<label for="username">User</label><input id="username" name="username" autocomplete="username" autofocus required maxlength="100">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200">
<button type="submit">Sign in</button></form>`,
  );
}

/** Asks the person whether an app that is not the city's own may know that they are there. */
export function consentPage({ action, app }: { action: string; app: string }): string {
  return page(
    'Go on with another’s app?',
    `<p>${escapeHtml(app)} is not the city’s. It will know you by a name that no other app has, and sees of your data what was granted to it and you agreed to.</p>
<form method="post" action="${escapeHtml(action)}"><button type="submit" name="accept" value="Yes">Yes, go on</button><button type="submit" name="cancel" value="No">No</button></form>`,
  );
}

/** oidc-provider's form for a device's code, with a label, and without the script that our pages never run. */
export function userCodePage(form: string, wrong: boolean): string {
  const field = form.replace(/ onfocus="[^"]*"/, '').replace('name="user_code"', 'id="user_code" name="user_code"');
  const alert = wrong ? '<p class="alert" role="alert">That code is not right, or has expired.</p>' : '';
  return page(
    'Connect a device',
    `${alert}<label for="user_code">The code that your device shows</label>${field}<button type="submit" form="op.deviceInputForm">Go on</button>`,
  );
}
