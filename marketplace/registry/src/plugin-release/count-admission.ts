import { CityGraphError } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { addCounts } from '../add-counts.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import type { Admission } from './admission.ts';
import { AdmissionCount } from './admission-count.entity.ts';

/** Documents of one publisher that are judged in an hour, however many plugins it has. */
export const MOST_AN_HOUR = 120;
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/** Lets a publisher's next document be judged, or not. @throws RATE_LIMITED */
export type CountAdmission = (publisher: string) => Promise<void>;

/**
 * Composing costs seconds, and a stranger may ask for it again and again: what was judged is counted where a restart does not forget it and every registry sees it. Minutes
 * are told apart: one that began an hour ago counts no more.
 */
export const countAdmission =
  (em: () => EntityManager, { most = MOST_AN_HOUR, now = () => new Date() } = {}): CountAdmission =>
  (publisher) =>
    transact(em(), async (inner) => {
      const at = now().getTime();
      const minute = new Date(Math.floor(at / MINUTE_MS) * MINUTE_MS);
      const anHourAgo = new Date(at - HOUR_MS);
      // Held first: of two registries that count at once, the second sees what the first has counted.
      await inner.nativeUpdate(Publisher, { handle: publisher }, { version: raw('version') as never });
      await inner.nativeDelete(AdmissionCount, { publisher, minute: { $lte: anHourAgo } });
      const minutes = await findRows(inner, AdmissionCount, { publisher });
      const judged = minutes.reduce((sum, { times }) => sum + Number(times), 0);
      if (judged >= most) throw tooOften(publisher, most, minutes, at);
      await addCounts(inner, AdmissionCount, [{ key: { publisher, minute }, add: { times: 1 } }]);
    });

function tooOften(publisher: string, most: number, minutes: readonly AdmissionCount[], now: number): CityGraphError {
  const first = Math.min(...minutes.map(({ minute }) => minute.getTime()));
  const inMinutes = Math.max(Math.ceil((first + HOUR_MS - now) / MINUTE_MS), 1);
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
