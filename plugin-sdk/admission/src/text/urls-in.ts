/** Each run of characters is read by a pattern once: what a pattern has tried from one place it does not try again from the next. */
const PATTERNS = [
  /\bhttps?:[^\s<>"'`)\]]+/gi,
  /\b(?:javascript|vbscript|livescript)\s*:/gi,
  /\bdata:[\w.+-]+\/[\w.+-]+[;,]/gi,
  // Where a Markdown link leads, whatever it is.
  /(?<=\]\(\s{0,8})[^\s)]+/g,
  /(?<=^\s{0,3}\[[^\]\n]{1,80}\]:\s{0,8})\S+/gm,
];
/** Of these only what has a slash: `file: a list` is a sentence. */
const WITH_SLASH = /\b(?:file|ftp|gopher|wss?|blob|jar|ldaps?|smb|chrome|about|view-source):[^\s<>"'`)\]]*/gi;
const ENDS_SENTENCE = '.,;:!?';

/** What a renderer might make a link of, in time that grows with the text and no faster. A full stop or comma at the end belongs to the sentence. */
export function urlsIn(text: string): string[] {
  const found = [
    ...PATTERNS.flatMap((pattern) => text.match(pattern) ?? []),
    ...(text.match(WITH_SLASH) ?? []).filter((run) => run.includes('/')),
  ];
  return [...new Set(found.map((url) => (url.includes('//') ? withoutEnd(url) : url)))];
}

function withoutEnd(url: string): string {
  let end = url.length;
  while (end > 0 && ENDS_SENTENCE.includes(url.charAt(end - 1))) end -= 1;
  return url.slice(0, end);
}
