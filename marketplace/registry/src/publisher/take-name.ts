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
export async function takeName(
  em: EntityManager,
  { kind, name, argument, skeleton = skeletonOf(name) }: WantedName,
  now: Date,
): Promise<void> {
  await em.insert(TakenName, { kind, skeleton, name, takenAt: now }).catch(async (error: unknown) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const known = await em.findOne(TakenName, { kind, skeleton }, { disableIdentityMap: true });
    const taken = known && known.name !== name ? `cannot be told from ${known.name}, which is taken` : 'is taken';
    throw wrong('CONFLICT', argument, `${name} ${taken}; choose another.`);
  });
}
