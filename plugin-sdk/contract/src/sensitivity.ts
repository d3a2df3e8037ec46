/**
 * How sensitive a field is: S1 public, S2 internal or conditional, S3 personal, S4 sensitive personal (PIPL Art. 28),
 * I important data (GB/T 43697-2024).
 */
export const SENSITIVITY_LEVELS = ['S1', 'S2', 'S3', 'S4', 'I'] as const;

/** One of {@link SENSITIVITY_LEVELS}: `S1`, which anybody may see, to `S4`. */
export type SensitivityLevel = (typeof SENSITIVITY_LEVELS)[number];

/** Whether it is one of {@link SENSITIVITY_LEVELS}. */
export function isSensitivityLevel(value: unknown): value is SensitivityLevel {
  return typeof value === 'string' && (SENSITIVITY_LEVELS as readonly string[]).includes(value);
}
