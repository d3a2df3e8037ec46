import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { registry } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { now } from '../testing/story.ts';
import { Incident } from './incident.entity.ts';
import { openIncident } from './open-incident.ts';

const department = testSubgraph(registry, { commits: true, now });
const trouble = { kind: 'GRAPH_REFUSED' as const, subject: 'stable', detail: 'It does not compose.' };
const counts = async () => [await department.em().count(Incident), await department.em().count(OutboxEvent)];

it('an incident that cannot be told is not there either, whoever opens it, and is opened at the next look', async () => {
  const sql = (text: string) => department.em().getConnection().execute(text);
  // As a process that is ended between the two: the row is written, the event is not.
  await sql('alter table outbox_event rename to outbox_event_away');
  await expect(openIncident(department.em(), trouble, now)).rejects.toThrow();
  await sql('alter table outbox_event_away rename to outbox_event');
  expect(await counts()).toEqual([0, 0]);
  await openIncident(department.em(), trouble, now);
  await openIncident(department.em(), trouble, now);
  expect(await counts()).toEqual([1, 1]);
});
