import { newId } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { Incident, type IncidentKind } from './incident.entity.ts';

export interface Trouble {
  readonly kind: IncidentKind;
  /** Plugin's name, or `stable`. */
  readonly subject: string;
  readonly version?: string | null;
  readonly detail: string;
  /** What the hub does about it. */
  readonly action?: string | null;
}

/** Opens an incident, or notes that one of the same trouble goes on. Answers its id. */
export async function openIncident(em: EntityManager, trouble: Trouble, now: Date): Promise<string> {
  const { kind, subject, version = null, detail, action = null } = trouble;
  const openKey = `${kind}/${subject}/${version ?? ''}`;
  const goesOn = async (): Promise<string | null> => {
    const change = { seenAt: now, detail, ...(action === null ? {} : { action }) };
    if ((await em.nativeUpdate(Incident, { openKey }, change)) === 0) return null;
    return (await em.findOneOrFail(Incident, { openKey }, { disableIdentityMap: true })).id;
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
    return id;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return (await goesOn()) ?? id;
  }
}
