import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { skeletonOf } from './skeleton-of.ts';
import { type NameKind, TakenName } from './taken-name.entity.ts';

export interface WantedName {
  readonly kind: NameKind;
  readonly name: string;
  /** Argument that holds it. */
  readonly argument: string;
  /** What of two names is compared; default: how they look. */
  readonly skeleton?: string;
}

/** Gives a name to whoever comes first. @throws CONFLICT when it, or one that looks like it, is taken. */
export async function takeName(em: EntityManager, wanted: WantedName, now: Date): Promise<void> {
  const { kind, name, skeleton = skeletonOf(name) } = wanted;
  await em.insert(TakenName, { kind, skeleton, name, takenAt: now }).catch(async (error: unknown) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw taken(wanted, await em.findOne(TakenName, { kind, skeleton }, { disableIdentityMap: true }));
  });
}

/** Whether nobody has it yet; who takes it may still come second. @throws CONFLICT as taking it would */
export async function assertNameFree(em: EntityManager, wanted: WantedName): Promise<void> {
  const { kind, name, skeleton = skeletonOf(name) } = wanted;
  const known = await em.findOne(TakenName, { kind, skeleton }, { disableIdentityMap: true });
  if (known) throw taken(wanted, known);
}

function taken({ name, argument }: WantedName, known: TakenName | null) {
  const why = known && known.name !== name ? `cannot be told from ${known.name}, which is taken` : 'is taken';
  return wrong('CONFLICT', argument, `${name} ${why}; choose another.`);
}
