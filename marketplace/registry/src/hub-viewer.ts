import { ANONYMOUS, type Viewer } from '@citygraph/contract';
import { DATA_AUTHORITY } from './catalog-entry/providers.ts';

/** Who does what nobody was asked for: composing, watching, rolling back by itself. No token can say this subject. */
export const HUB: Viewer = Object.freeze({
  principal: { ...ANONYMOUS, subject: 'citygraph:registry', agency: DATA_AUTHORITY, roles: ['administrator'] },
  standing: null,
  purpose: null,
  receivers: [],
});

/** The command line beside the database: the operator's word for who sits there. */
export const operator = (name: string): Viewer => ({
  ...HUB,
  principal: { ...HUB.principal, subject: `citygraph:operator:${name}`.slice(0, 64) },
});
