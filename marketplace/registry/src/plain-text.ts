import { charactersIn, isPlainText } from '@citygraph/contract';
import { z } from 'zod';

export const NOT_PLAIN = 'write plain text: no markup, no control, invisible or direction characters';

/** What a stranger writes and others read. */
export const plainText = (least: number, most: number) =>
  z
    .string()
    .trim()
    .refine((text) => charactersIn(text) >= least, `write ${least} characters or more`)
    .refine((text) => charactersIn(text) <= most, `write ${most} characters or fewer`)
    .refine(isPlainText, NOT_PLAIN);

/** A text of one line. */
export const plainLine = (least: number, most: number) =>
  plainText(least, most).refine((text) => !/[\r\n\t]/.test(text), 'write it on one line');

/** Why somebody does something, for others to read. */
export const reasonText = plainText(4, 4_000);

export const WithReason = z.strictObject({ reason: reasonText });
