/** Text of strangers as one line of harmless characters. */
export function cleanText(text: string, longest: number): string {
  // Bounded first: what is thrown away later is never looked at.
  const bounded = text.slice(0, longest * 4).toWellFormed();
  const line = bounded
    .replace(ADDRESSES, ' … ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...line].slice(0, longest).join('').trim();
}

/** Controls, formats (bidi, zero-width, tags), private and unassigned characters, marks that pile up, and what markup is made of. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}<>&`\\[\]{}|^~]|(?<=\p{M}\p{M})\p{M}|[\u115f\u1160\u3164\uffa0\u2800]/gu;

/** URLs, names and addresses of hosts, files: a message for people needs none. */
const ADDRESSES = new RegExp(
  [
    /[a-z][a-z0-9+.-]{0,20}:\/\/\S{1,500}/, // a URL
    /(?:javascript|data|vbscript|mailto|tel):\S{1,500}/,
    /\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?/, // IPv4
    /(?:[0-9a-f]{1,4}:){3,7}[0-9a-f.]{1,15}/, // IPv6: more colons than a time of day
    /(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::[0-9a-f:.]{0,39}/,
    /\blocalhost\b(?::\d{1,5})?/,
    /\b[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,10}(?::\d{1,5}\b|\/\S{0,500})/, // a host with a port or a path
    /\b(?:[a-z0-9_-]{1,63}\.){1,10}(?:com|net|org|io|dev|app|cn|example|test|local|internal|localhost|info|xyz|top|ru|eu|co|ai|cloud)\b/,
    /(?:^|\s)(?:\/|[a-z]:\\|file:)[^\s]{2,500}/, // a path
    /\bat\s+\S{1,200}\s+\(.{0,500}/, // the frame of a stack
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);
