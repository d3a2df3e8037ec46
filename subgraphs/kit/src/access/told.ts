import type { ToldOf } from './disclosure.ts';
import type { TypeAccess } from './rule.ts';

/** What a root answers that does not say itself whose it is, with what it was done to, which does. */
export class Told<V> {
  readonly value: V;
  readonly object: object;
  readonly of: ToldOf;

  constructor(value: V, object: object, of: ToldOf) {
    this.value = value;
    this.object = object;
    this.of = of;
  }
}

/** An id, a number or a truth value for a root labelled S3, S4 or I: the hub's ledger names those whom `of` finds in the object. No other is answered. */
export const told = <V, T extends object>(
  value: V,
  object: T,
  { about, otherSide }: Pick<TypeAccess<T>, 'about' | 'otherSide'>,
): Told<V> =>
  new Told(value, object, {
    ...(about && { about: () => about(object) }),
    ...(otherSide && { otherSide: () => otherSide(object) }),
  });
