import type { DataGrant } from './data-grant.entity.ts';

/** Whether what is for these purposes alone can be had by a grant. Residents look at their own through whichever app, and that is no purpose of a plugin. */
export const fitsPurpose = (
  { plugin, purpose }: Pick<DataGrant, 'plugin' | 'purpose'>,
  purposes: readonly string[],
): boolean => purposes.length === 0 || purposes.includes(purpose) || (plugin === null && purpose === 'self-service');
