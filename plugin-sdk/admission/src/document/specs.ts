import { CITYGRAPH_SPEC_URL } from '@citygraph/contract';

/** Specs by their identity: a URL without its version. */
export const APOLLO = 'https://specs.apollo.dev';
export const FEDERATION = `${APOLLO}/federation`;
export const LINK = `${APOLLO}/link`;
export const HUB = CITYGRAPH_SPEC_URL.replace(/\/v\d+\.\d+$/, '');
