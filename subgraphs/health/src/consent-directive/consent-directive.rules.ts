import type { ConsentDirective } from './consent-directive.entity.ts';

/** What is in force at a moment, read off a resident's directives. */
export interface DirectivesInForce {
  /** Institutions that may not read the record, case or not. */
  readonly deniedTo: readonly string[];
  /** Providers whose encounters no other institution may see. */
  readonly hiddenProviders: readonly string[];
}

type Directive = Pick<ConsentDirective, 'scope' | 'granteeUscc' | 'until'>;

export function directivesInForce(directives: readonly Directive[], now: Date): DirectivesInForce {
  const of = (wanted: Directive['scope']): string[] =>
    directives
      .filter(({ scope, until }) => scope === wanted && (until === null || until === undefined || until > now))
      .map(({ granteeUscc }) => granteeUscc);
  return { deniedTo: of('DENY_RECORD'), hiddenProviders: of('HIDE_ENCOUNTERS') };
}
