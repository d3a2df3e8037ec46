import { z } from 'zod';

/** Markup, control characters, and characters that turn the direction of what follows or cannot be seen: nothing that a console would have to defend itself against. */
const UNSAFE = /<[a-z!/?]|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/iu;

const isSafe = (text: string): boolean => !UNSAFE.test(text.replace(/\r?\n|\t/g, ' '));

/** What a stranger writes and others read. */
export const plainText = (least: number, most: number) =>
  z
    .string()
    .trim()
    .min(least, `write ${least} characters or more`)
    .max(most, `write ${most} characters or fewer`)
    .refine(isSafe, 'write plain text: no markup, no control, invisible or direction characters');

/** A text of one line. */
export const plainLine = (least: number, most: number) =>
  plainText(least, most).refine((text) => !/[\r\n\t]/.test(text), 'write it on one line');

/** Why somebody does something. */
export const reasonText = plainText(4, 4_000);

export const WithReason = z.strictObject({ reason: reasonText });
