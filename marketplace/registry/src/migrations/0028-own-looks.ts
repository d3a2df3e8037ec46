import { migration } from '@citygraph/kit';

/** Before, every look of somebody's was their own, whoever else got to see what was looked at. Canonical JSON has these characters of `receivers` nowhere else. */
export const FORGET_OTHERS_LOOKS = `update exchange_subject set actor = null where actor is not null and record_id in (
  select r.id from exchange_record r where r.record like '%"receivers":["%'
    or (r.app is not null and not exists (select 1 from app a where a.client_id = r.app and a.third_party = 0)))`;

export const ownLooks = migration('0028-own-looks', () => [
  { compile: () => ({ sql: FORGET_OTHERS_LOOKS, parameters: [] }) },
]);
