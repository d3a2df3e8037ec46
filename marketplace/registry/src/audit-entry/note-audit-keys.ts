import type { SigningKey } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { HUB } from '../hub-viewer.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { audit } from './audit.ts';
import { AuditKeyRow } from './audit-key.entity.ts';

/**
 * Notes the public halves of the keys that seal from now on, so that auditors get them without a way into the archive's folder. A key beside the first is told to administrators and is an act: whoever can make
 * the hub seal with another key cannot do so unseen.
 */
export async function noteAuditKeys(em: EntityManager, keys: readonly SigningKey[], now: Date): Promise<void> {
  const known = new Set((await findRows(em, AuditKeyRow, {}, { fields: ['kid'] })).map(({ kid }) => kid));
  for (const { kid, publicJwk } of keys) {
    if (known.has(kid)) continue;
    const row = { kid, publicKey: JSON.stringify(publicJwk), since: now };
    await transact(em, async (inner) => {
      await inner.insert(AuditKeyRow, row);
      if (known.size === 0) return;
      const what = { key: kid, before: [...known].sort() };
      await announce(inner, 'audit.key-changed', what, now, { offices: officesOf([]) });
      await audit(inner, HUB, { act: 'useAuditKey', target: kid, before: null, after: row }, now);
    }).catch((error: unknown) => {
      // Another process seals with it as well, and was first.
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
    });
    known.add(kid);
  }
}
