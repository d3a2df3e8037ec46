import { newId, transact } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { Incident, type IncidentKind, OF_NO_PLUGIN } from './incident.entity.ts';

export interface Trouble {
  readonly kind: IncidentKind;
  /** Plugin's name, `stable`, or the topic of an event. */
  readonly subject: string;
  readonly version?: string | null;
  readonly detail: string;
  /** What the hub does about it. */
  readonly action?: string | null;
}

/** A composer may have much to say; a column and a message end somewhere. Characters. */
const LONGEST_DETAIL = 4_000;

export const openKeyOf = ({ kind, subject, version = null }: Omit<Trouble, 'detail'>): string =>
  `${kind}/${subject}/${version ?? ''}`;

/**
 * Opens an incident, or notes that one of the same trouble goes on; administrators and the plugin's publisher are told when it begins, and when the hub does more about it:
 * in the transaction that it is called in, or else in one of its own, for an incident that is there is not told again. Answers its id.
 */
export const openIncident = (em: EntityManager, trouble: Trouble, now: Date): Promise<string> =>
  em.isInTransaction() ? open(em, trouble, now) : transact(em, (inner) => open(inner, trouble, now));

async function open(em: EntityManager, trouble: Trouble, now: Date): Promise<string> {
  const { kind, subject, version = null, action = null } = trouble;
  const detail = trouble.detail.slice(0, LONGEST_DETAIL);
  const openKey = openKeyOf(trouble);
  const goesOn = async (): Promise<string | null> => {
    const change = { seenAt: now, detail, ...(action === null ? {} : { action }) };
    const known = await em.findOne(Incident, { openKey }, { disableIdentityMap: true });
    if (known === null || (await em.nativeUpdate(Incident, { openKey }, change)) === 0) return null;
    if (action !== null && action !== known.action) await tell(em, 'incident.acted-on', known.id, trouble, now);
    return known.id;
  };
  const known = await goesOn();
  if (known !== null) return known;
  const id = newId('inc_');
  const row = {
    id,
    kind,
    subject,
    version,
    detail,
    action,
    openedAt: now,
    seenAt: now,
    closedAt: null,
    closedBy: null,
  };
  try {
    await em.insert(Incident, { ...row, openKey });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return (await goesOn()) ?? id;
  }
  await tell(em, 'incident.opened', id, trouble, now);
  return id;
}

async function tell(em: EntityManager, topic: string, incident: string, trouble: Trouble, now: Date): Promise<void> {
  const { kind, subject, version = null, action = null } = trouble;
  const reason = trouble.detail.slice(0, LONGEST_DETAIL);
  // Of these its publisher and administrators hear as of what it is: `plugin.killed`, `plugin.left-out`.
  if (kind === 'PLUGIN_KILLED' || kind === 'RELEASE_LEFT_OUT') return;
  const of = OF_NO_PLUGIN.includes(kind) ? {} : { plugin: subject, version };
  await announce(em, topic, { ...of, incident, kind, reason, action }, now, { offices: officesOf([]) });
}
