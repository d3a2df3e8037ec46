import { z } from 'zod';

/** A GTIN as the scalar hands it on: 14 digits, its check digit fits. */
export const Gtin = z.string().regex(/^\d{14}$/, 'give a GTIN');

/** A batch or lot number as a GS1 label carries it: AI (10), 1 to 20 of GS1's character set 82. */
export const Lot = z
  .string()
  .regex(/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/, 'give the lot as on the label, 1 to 20 characters without spaces');
