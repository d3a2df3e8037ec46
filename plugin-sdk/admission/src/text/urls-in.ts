const PATTERNS = [
  /\bhttps?:[^\s<>"'`)\]]+/gi,
  /\b(?:javascript|vbscript|livescript)\s*:/gi,
  /\bdata:[\w.+-]+\/[\w.+-]+[;,]/gi,
  /\b(?:file|ftp|gopher|wss?|blob|jar|ldaps?|smb|chrome|about|view-source):[^\s<>"'`)\]]*\/[^\s<>"'`)\]]*/gi,
  // Where a Markdown link leads, whatever it is.
  /(?<=\]\(\s{0,8})[^\s)]+/g,
  /(?<=^\s{0,3}\[[^\]\n]{1,80}\]:\s{0,8})\S+/gm,
];

/** What a renderer might make a link of. A full stop or comma at the end belongs to the sentence. */
export function urlsIn(text: string): string[] {
  const found = PATTERNS.flatMap((pattern) => text.match(pattern) ?? []);
  return [...new Set(found.map((url) => url.replace(/[.,;:!?]+$/, (end) => (url.includes('//') ? '' : end))))];
}
