import { CityGraphError } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { countInHour } from '../act-count/count-in-hour.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import type { Admission } from './admission.ts';
import { AdmissionCount } from './admission-count.entity.ts';

/** Documents of one publisher that are judged in an hour, however many plugins it has. */
export const MOST_AN_HOUR = 120;
const MINUTE_MS = 60_000;

/** Lets a publisher's next document be judged, or not. @throws RATE_LIMITED */
export type CountAdmission = (publisher: string) => Promise<void>;

/**
 * Composing costs seconds, and a stranger may ask for it again and again: what was judged is counted where a restart does not forget it and every registry sees it.
 */
export const countAdmission =
  (em: () => EntityManager, { most = MOST_AN_HOUR, now = () => new Date() } = {}): CountAdmission =>
  (publisher) =>
    transact(em(), async (inner) => {
      const at = now();
      // Held first: of two registries that count at once, the second sees what the first has counted.
      await inner.nativeUpdate(Publisher, { handle: publisher }, { version: raw('version') as never });
      const again = await countInHour(inner, AdmissionCount, { publisher }, most, at);
      if (again !== null) throw tooOften(publisher, most, again, at);
    });

function tooOften(publisher: string, most: number, again: Date, now: Date): CityGraphError {
  const inMinutes = Math.max(Math.ceil((again.getTime() - now.getTime()) / MINUTE_MS), 1);
  return new CityGraphError(
    'RATE_LIMITED',
    `Documents of ${publisher} were judged ${most} times within an hour; try again in ${inMinutes} minutes.`,
  );
}

/** Admission that is counted before it judges. */
export const countedAdmission = (admission: Admission, count: CountAdmission): Admission => ({
  async admit(request) {
    await count(request.publisher);
    return admission.admit(request);
  },
});
