/**
 * The purpose list: why personal data is looked at. A client says one in `CityGraph-Purpose`, and its app must be
 * registered for it; `self-service` is implied for residents and guardians and never needs saying (DECISIONS in docs/adr).
 */
export const PURPOSES = [
  'self-service',
  'social-assistance',
  'project-approval',
  'credit-assessment',
  'medical-treatment',
  'public-health',
  'school-admission',
  'market-supervision',
  'city-management',
  'emergency-response',
  'tax',
  'energy-audit',
  'insurance-claim',
  'consumer-protection',
] as const;

/** One of {@link PURPOSES}: what somebody asks for, as `CityGraph-Purpose` says it. */
export type Purpose = (typeof PURPOSES)[number];

/** Whether it is one of {@link PURPOSES}. */
export function isPurpose(value: unknown): value is Purpose {
  return typeof value === 'string' && (PURPOSES as readonly string[]).includes(value);
}
