import { testSubgraph } from '@citygraph/kit/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { verifyAudit } from './audit-entry/verify-audit.ts';
import { refreshCatalog } from './catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from './index.ts';
import { OutboxEvent } from './outbox/outbox-event.entity.ts';
import { PublisherMember } from './publisher/publisher.entity.ts';
import { ReviewApproval } from './review/review.entity.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  published,
  REGISTER,
  registered,
  sent,
  subjects,
  submit,
  vendors,
} from './testing/publishing-story.ts';
import { city, graph, keys, now, people } from './testing/story.ts';

const admission = fakeAdmission();
const busy = testSubgraph(withKeys(keys, { client: fakeClient(), admission }), {
  commits: true,
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});

describe('at the same moment', () => {
  beforeAll(() => {
    admission.egress.set('aqi_index', [sent('LegalEntity.diagnosis', 'S4')]);
  });

  it('names that look alike are given to one', async () => {
    const handles = ['air-lab', 'airlab', 'a1r-lab', 'alr-lab'];
    const answers = await Promise.all(
      handles.map((h, index) => busy.as(vendors.eve).run(REGISTER, { h, ns: `air${'xyzw'[index]}` })),
    );
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'CONFLICT')).toHaveLength(3);
  });

  it('two owners who remove each other leave one', async () => {
    await registered(busy, { handle: 'dust-lab', namespace: 'dust' });
    const INVITE =
      'mutation I($s: String!) { inviteMember(publisher: "dust-lab", subject: $s, role: OWNER) { handle } }';
    await busy.as(vendors.ada).run(INVITE, { s: subjects.ben });
    await busy.as(vendors.ben).run('mutation { answerInvitation(publisher: "dust-lab", accept: true) { handle } }');
    const REMOVE = 'mutation R($s: String!) { removeMember(publisher: "dust-lab", subject: $s) { handle } }';
    await Promise.all([
      busy.as(vendors.ada).run(REMOVE, { s: subjects.ben }),
      busy.as(vendors.ben).run(REMOVE, { s: subjects.ada }),
    ]);
    const owners = await busy.em().find(PublisherMember, { subject: { $in: [subjects.ada, subjects.ben] } });
    expect(owners.map(({ role }) => role)).toEqual(['OWNER']);
  });

  it('many approvals approve once', async () => {
    await registered(busy, { handle: 'wind-lab', namespace: 'wind', viewer: people.parent });
    await busy.as(people.parent).run(CREATE, { p: 'wind-lab', n: 'wind-map', ns: 'wind' });
    const manifest = { id: 'city.wind-lab.wind-map', publisher: 'wind-lab', namespace: 'wind' };
    const release = await published(busy, { viewer: people.parent, plugin: 'wind-map', manifest });
    const { id } = (await submit(busy, release.id, people.parent)).data.submitRelease;
    const who = [people.admin, people.admin, people.finance, people.finance, people.admin2, people.admin2];
    const answers = await Promise.all(who.map((viewer) => approve(busy, id, release.digest, viewer)));
    for (const answer of answers) expect([undefined, 'CONFLICT']).toContain(codeOf(answer));
    expect(await busy.em().count(ReviewApproval)).toBe(2);
    const changes = await busy.em().find(OutboxEvent, { topic: 'release.state-changed' });
    expect(changes.filter(({ payload }) => payload.to === 'APPROVED')).toHaveLength(1);
    expect(await verifyAudit(busy.em())).toMatchObject({ intact: true });
  });
});
