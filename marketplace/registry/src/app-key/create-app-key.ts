import { hash, randomBytes } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { newId, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { audit } from '../audit-entry/audit.ts';
import { plainLine } from '../plain-text.ts';
import { holdApp } from '../plan/subscribe.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { AppKeyRow } from './app-key.entity.ts';

/** Keys of one app that are neither revoked nor over: two while one is changed, and some for its environments. */
export const MOST_KEYS = 10;

const NewKey = z.strictObject({
  app: z.string().min(1).max(80),
  name: plainLine(1, 80),
  until: z.date().nullable(),
});

export interface CreatedKey {
  readonly id: string;
  /** Shown this once; nobody can say it again. */
  readonly key: string;
}

/** Makes a key of an app, for who runs it. What is kept is its digest. */
export function createAppKey(
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof NewKey>,
  now: Date,
): Promise<CreatedKey> {
  const { app, name, until } = validate(NewKey, input);
  if (until !== null && until <= now)
    throw new CityGraphError('BAD_USER_INPUT', 'until: give a moment that is to come.');
  return transact(em, async (inner) => {
    await holdApp(inner, viewer, app);
    const living = { app, revokedAt: null, $or: [{ until: null }, { until: { $gt: now } }] };
    if ((await inner.count(AppKeyRow, living)) >= MOST_KEYS)
      throw new CityGraphError('CONFLICT', `${app} has ${MOST_KEYS} keys; revoke one that is not used any more.`);
    const id = newId('key_');
    const key = `cgk_${randomBytes(32).toString('base64url')}`;
    const row = {
      id,
      app,
      name,
      digest: hash('sha256', key, 'hex'),
      madeBy: viewer.principal.subject ?? '',
      madeAt: now,
      until,
      revokedAt: null,
      revokedBy: null,
    };
    await inner.insert(AppKeyRow, row);
    await audit(inner, viewer, { act: 'createAppKey', target: id, before: null, after: row }, now);
    await touchPolicy(inner, now);
    return { id, key };
  });
}

/** Takes a key back at once, for who runs the app. Taken back already, it stays so. Answers its id. */
export function revokeAppKey(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  return transact(em, async (inner) => {
    await inner.nativeUpdate(AppKeyRow, { id }, { name: raw('name') as never });
    const known = await inner.findOne(AppKeyRow, { id }, { disableIdentityMap: true });
    const app = known && (await inner.findOne(App, { clientId: known.app }, { disableIdentityMap: true }));
    if (!known || !app || !isOfApp(viewer, app)) {
      if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
      throw new CityGraphError('FORBIDDEN', `id: there is no key ${id}, or it is not your app’s.`);
    }
    if (known.revokedAt) return id;
    const change = { revokedAt: now, revokedBy: viewer.principal.subject ?? '' };
    await inner.nativeUpdate(AppKeyRow, { id }, change);
    await audit(inner, viewer, { act: 'revokeAppKey', target: id, before: known, after: { ...known, ...change } }, now);
    await touchPolicy(inner, now);
    return id;
  });
}
