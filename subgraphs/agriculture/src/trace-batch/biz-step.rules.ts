import { CityGraphError } from '@citygraph/contract';

/** The business steps that a batch of produce goes through, of GS1's Core Business Vocabulary 2.0 (CBV, ISO/IEC 19988). */
export const BIZ_STEPS = [
  'commissioning',
  'packing',
  'storing',
  'shipping',
  'loading',
  'departing',
  'transporting',
  'arriving',
  'unloading',
  'receiving',
  'stocking',
  'retail_selling',
  'inspecting',
  'destroying',
] as const;

export type BizStep = (typeof BIZ_STEPS)[number];

/** What a party is to a batch. */
export const ROLES = ['brand owner', 'seller', 'carrier'] as const;
export type Role = (typeof ROLES)[number];

interface Condition {
  /** Steps of which the same party must have recorded one. */
  readonly own?: readonly BizStep[];
  /** Steps of which somebody must have recorded one. */
  readonly any?: readonly BizStep[];
}

/**
 * The chain of custody: which step which party records, and after what. A lot is split among sellers, so each seller's own
 * steps begin with its own receiving. `inspecting` is the agency's (recordInspection).
 */
const CUSTODY: Readonly<Record<Exclude<BizStep, 'inspecting'>, Partial<Record<Role, Condition>>>> = {
  commissioning: { 'brand owner': {} },
  packing: { 'brand owner': { own: ['commissioning'] } },
  storing: { 'brand owner': { own: ['commissioning'] }, seller: { own: ['receiving'] } },
  shipping: { 'brand owner': { own: ['packing'] }, seller: { own: ['receiving'] } },
  loading: { carrier: { any: ['shipping'] } },
  departing: { carrier: { own: ['loading'] } },
  transporting: { carrier: { own: ['loading'] } },
  arriving: { carrier: { own: ['loading'] } },
  unloading: { carrier: { own: ['loading'] } },
  receiving: { seller: { any: ['shipping'] } },
  stocking: { seller: { own: ['receiving'] } },
  retail_selling: { 'brand owner': { own: ['packing'] }, seller: { own: ['receiving'] } },
  destroying: { 'brand owner': { own: ['commissioning'] } },
};

/** A batch that failed its latest inspection goes no further towards the shelf. */
const HELD_BACK: ReadonlySet<BizStep> = new Set(['shipping', 'loading', 'stocking', 'retail_selling']);

/** A batch has at most that many events. */
export const MOST_EVENTS = 1000;

/** @throws BAD_USER_INPUT with the steps there are. */
export function parseBizStep(text: string): Exclude<BizStep, 'inspecting'> {
  const step = BIZ_STEPS.find((known) => known === text);
  if (step && step !== 'inspecting') return step;
  const steps = BIZ_STEPS.filter((known) => known !== 'inspecting').join(', ');
  throw new CityGraphError(
    'BAD_USER_INPUT',
    step
      ? 'bizStep: an inspection is recorded by market supervision (recordInspection).'
      : `bizStep: "${text.slice(0, 30)}" is no business step of a batch; give one of ${steps}, words of GS1's CBV 2.0.`,
    { extensions: { argument: 'bizStep' } },
  );
}

export interface Recorded {
  readonly bizStep: BizStep;
  readonly actorUscc: string;
}

export interface Custody {
  readonly closedAt?: Date | null;
  readonly inspectionPassed?: boolean | null;
  readonly events: readonly Recorded[];
}

const conflict = (message: string): CityGraphError => new CityGraphError('CONFLICT', message);

/** May the batch have this step now, recorded by a party in these roles? Throws a sentence that says why not. */
export function assertMayRecord(
  step: Exclude<BizStep, 'inspecting'>,
  { uscc, roles }: { readonly uscc: string; readonly roles: readonly Role[] },
  { closedAt, inspectionPassed, events }: Custody,
): void {
  const rules = CUSTODY[step];
  const conditions = roles.flatMap((role) => rules[role] ?? []);
  if (conditions.length === 0) {
    throw new CityGraphError('FORBIDDEN', `bizStep: ${step} is recorded by the ${Object.keys(rules).join(' or a ')}.`, {
      extensions: { argument: 'bizStep' },
    });
  }
  if (closedAt) throw conflict('The batch was destroyed; nothing more happens to it.');
  if (step === 'commissioning' && events.length > 0) throw conflict('The batch is commissioned already.');
  if (inspectionPassed === false && HELD_BACK.has(step)) {
    throw conflict(`The batch failed its latest inspection; ${step} waits until it passes one.`);
  }
  if (events.length >= MOST_EVENTS) throw conflict(`The batch has ${MOST_EVENTS} events; open a new lot.`);
  if (conditions.some((condition) => met(condition, uscc, events))) return;
  const [{ own, any } = {}] = conditions;
  throw conflict(
    own
      ? `${step} follows ${own.join(' or ')} by the same party; ${uscc} has recorded none for this batch.`
      : `${step} follows ${any?.join(' or ')}; none is recorded for this batch.`,
  );
}

function met({ own, any }: Condition, uscc: string, events: readonly Recorded[]): boolean {
  const recorded = (steps: readonly BizStep[], by: (event: Recorded) => boolean): boolean =>
    events.some((event) => steps.includes(event.bizStep) && by(event));
  return (
    (own === undefined || recorded(own, ({ actorUscc }) => actorUscc === uscc)) &&
    (any === undefined || recorded(any, () => true))
  );
}

/** EPCIS `action`: what the step does to the identifier's life. */
export function actionOf(step: BizStep): 'ADD' | 'OBSERVE' | 'DELETE' {
  if (step === 'commissioning') return 'ADD';
  return step === 'destroying' ? 'DELETE' : 'OBSERVE';
}

/** The step as a web vocabulary names it (CBV 2.0, §7.1). */
export const bizStepUri = (step: BizStep): string => `https://ref.gs1.org/cbv/BizStep-${step}`;
