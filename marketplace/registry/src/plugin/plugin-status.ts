import { registerEnumType } from 'type-graphql';

/** What everybody may know of how a plugin is. */
export const PluginStatus = {
  NEW: 'NEW',
  SERVED: 'SERVED',
  LEFT_OUT: 'LEFT_OUT',
  SWITCHED_OFF: 'SWITCHED_OFF',
} as const;
export type PluginStatus = (typeof PluginStatus)[keyof typeof PluginStatus];

registerEnumType(PluginStatus, {
  name: 'PluginStatus',
  description: 'What everybody may know of how a plugin is.',
  valuesConfig: {
    NEW: { description: 'Nothing of it serves everybody yet, or any more.' },
    SERVED: { description: 'Its stable release serves everybody.' },
    LEFT_OUT: {
      description: 'The graph of everybody has to go without its stable release, which does not compose with it.',
    },
    SWITCHED_OFF: { description: 'Its fields are null until it is served again.' },
  },
});

export function statusOf(disabled: string | null, hasStable: boolean, isLeftOut: boolean): PluginStatus {
  if (disabled !== null) return 'SWITCHED_OFF';
  if (!hasStable) return 'NEW';
  return isLeftOut ? 'LEFT_OUT' : 'SERVED';
}
