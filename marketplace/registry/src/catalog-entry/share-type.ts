/** How a resource is shared (State Council, Guofa 2016 No. 51, Art. 9). */
export const ShareType = {
  UNCONDITIONAL: 'UNCONDITIONAL',
  CONDITIONAL: 'CONDITIONAL',
  NOT_SHARED: 'NOT_SHARED',
} as const;
export type ShareType = (typeof ShareType)[keyof typeof ShareType];
