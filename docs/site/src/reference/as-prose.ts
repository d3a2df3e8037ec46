/** Text as Markdown prose: outside of code, an angle bracket would begin an element of the page, and two braces an expression. */
export const asProse = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')))
    .join('');
