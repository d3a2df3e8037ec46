import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdApp } from '../plan/subscribe.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { AppDocument } from './app.entity.ts';
import { MOST_DOCUMENTS } from './register-documents.ts';

const Withdrawal = z.strictObject({
  app: z.string().min(1).max(80),
  digests: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'write each as SHA-256 in hex'))
    .min(1)
    .max(MOST_DOCUMENTS),
});

/**
 * Says which documents an app sends no more, for who runs it: gateways refuse them where trusted ones are needed. All of them or none; one that is not
 * registered stays so. Answers the digests that were taken back, sorted.
 */
export function withdrawDocuments(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof Withdrawal>,
  now: Date,
): Promise<string[]> {
  const { app: clientId, digests } = validate(Withdrawal, wanted);
  return transact(em, async (inner) => {
    await holdApp(inner, viewer, clientId);
    const where = { clientId, digest: { $in: [...new Set(digests)] } };
    const gone = (await findRows(inner, AppDocument, where, { fields: ['digest'] })).map(({ digest }) => digest).sort();
    if (gone.length === 0) return gone;
    await inner.nativeDelete(AppDocument, where);
    await audit(
      inner,
      viewer,
      { act: 'withdrawDocuments', target: clientId, before: { digests: gone }, after: null },
      now,
    );
    await touchPolicy(inner, now);
    return gone;
  });
}
