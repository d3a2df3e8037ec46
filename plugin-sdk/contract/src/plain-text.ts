/** Markup, control characters, and characters that turn the direction of what follows or cannot be seen: nothing that a console would have to defend itself against. */
const UNSAFE = /<[a-z!/?]|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/iu;

/** Is it a text that others may be shown as a stranger wrote it? Line ends and tabs are. */
export const isPlainText = (text: string): boolean => !UNSAFE.test(text.replace(/\r?\n|\t/g, ' '));

/** Characters as people count them, but for what is made of several. */
export const charactersIn = (text: string): number => [...text].length;
