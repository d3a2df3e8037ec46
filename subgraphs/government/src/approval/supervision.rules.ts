import { addWorkingDays } from '@citygraph/kit';
import type { AlertLevel } from './alert-level.ts';

export const REMINDER_WORKING_DAYS = 1;
export const RED_WORKING_DAYS = 3;

/** The rule behind each level, as an alert quotes it. */
export const RULE_OF: Readonly<Record<AlertLevel, string>> = {
  REMINDER: `Due within ${REMINDER_WORKING_DAYS} working day`,
  YELLOW: 'Past due',
  RED: `Past due by more than ${RED_WORKING_DAYS} working days`,
};

/** Steps due later than this cannot have reached any level. */
export const horizon = (now: Date): Date => addWorkingDays(now, REMINDER_WORKING_DAYS);

/**
 * Every level whose moment has come. All of them, not only the highest: the record is then the same whether the job ran each
 * minute or slept over a weekend.
 */
export function levelsReached(dueAt: Date, now: Date): AlertLevel[] {
  const levels: AlertLevel[] = [];
  if (horizon(now) >= dueAt) levels.push('REMINDER');
  if (now > dueAt) levels.push('YELLOW');
  if (now > addWorkingDays(dueAt, RED_WORKING_DAYS)) levels.push('RED');
  return levels;
}
