import 'reflect-metadata';
import type { Purpose, SensitivityLevel } from '@citygraph/contract';
import { Directive } from 'type-graphql';

type Label = PropertyDecorator & MethodDecorator & ClassDecorator;

const directive = (sdl: string): Label => Directive(sdl) as Label;

/** `@key(fields: …)` of an entity. */
export const Key = (fields: string, { resolvable = true }: { resolvable?: boolean } = {}): Label =>
  directive(`@key(fields: ${JSON.stringify(fields)}${resolvable ? '' : ', resolvable: false'})`);

/** How sensitive a field, or every field of a type, is; `basis` names the law. Only the owner labels. */
export const Sensitivity = (level: SensitivityLevel, basis?: string): Label =>
  directive(
    `@sensitivity(level: ${JSON.stringify(level)}${basis === undefined ? '' : `, basis: ${JSON.stringify(basis)}`})`,
  );

/** The field is answered only for one of these purposes (and to residents about themselves). */
export const Purposes = (...any: [Purpose, ...Purpose[]]): Label => directive(`@purpose(any: ${JSON.stringify(any)})`);

/** The key is sealed per vendor. */
export const Pairwise = (): Label => directive('@pairwise');

/** Plugins may add fields to this entity. */
export const Extensible = (): Label => directive('@extensible');

export const Shareable = (): Label => directive('@shareable');

export const External = (): Label => directive('@external');

export const Requires = (fields: string): Label => directive(`@requires(fields: ${JSON.stringify(fields)})`);

export const Provides = (fields: string): Label => directive(`@provides(fields: ${JSON.stringify(fields)})`);
