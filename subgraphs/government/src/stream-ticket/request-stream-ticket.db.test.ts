import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { EMERGENCY, type Person, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { redeemStreamTicket, streamTicketKeys } from './redeem-stream-ticket.ts';
import { requestStreamTicket } from './request-stream-ticket.ts';
import { StreamTicket } from './stream-ticket.entity.ts';
import { StreamTicketKey } from './stream-ticket-key.entity.ts';
import { generateTicketKey, signTicket } from './ticket-token.ts';

const REQUEST = `mutation R($camera: ID!, $key: ID) {
  requestStreamTicket(cameraSiteId: $camera, idempotencyKey: $key) {
    id token requestedBy caseId purpose issuedAt expiresAt redeemedAt cameraSite { id }
  }
}`;
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('requestStreamTicket', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW });
  const request = (who: Person, variables: Record<string, unknown> = {}) =>
    city.as(people[who]).run(REQUEST, { camera: 'cam_river', ...variables });
  const redeem = (token: string) => redeemStreamTicket(city.context(ANONYMOUS_VIEWER), { token });

  it.each<Person>(['dutyOfficer', 'police'])('gives %s a ticket of 60 seconds that leaves a row', async (who) => {
    const { data, errors } = await request(who);
    expect(errors).toBeUndefined();
    const { id, token, ...ticket } = data.requestStreamTicket;
    expect(ticket).toEqual({
      requestedBy: people[who].principal.subject,
      caseId: 'case-flood',
      purpose: 'emergency-response',
      issuedAt: '2026-11-01T10:00:00+08:00',
      expiresAt: '2026-11-01T10:01:00+08:00',
      redeemedAt: null,
      cameraSite: { id: 'cam_river' },
    });
    const iat = NOW.getTime() / 1000;
    expect(claimsOf(token)).toEqual({
      iss: 'government',
      aud: 'video-gateway',
      sub: '22010200001320000001',
      jti: id,
      iat,
      exp: iat + 60,
    });
    expect(await city.em().findOne(StreamTicket, { id })).toMatchObject({ caseId: 'case-flood', redeemedAt: null });
  });

  it('is redeemed once: the second time it is used up', async () => {
    const { token, id } = (await request('dutyOfficer')).data.requestStreamTicket;
    city.clock.set(new Date(NOW.getTime() + 59_000));
    expect(await redeem(token)).toEqual({
      jti: id,
      deviceId: '22010200001320000001',
      caseId: 'case-flood',
      purpose: 'emergency-response',
      redeemedAt: '2026-11-01T02:00:59.000Z',
    });
    await expect(redeem(token)).rejects.toMatchObject({ code: 'CONFLICT' });
    const { data } = await city
      .as(people.police)
      .entity('CameraSite', { id: 'cam_river' }, 'streamTickets { nodes { id caseId requestedBy redeemedAt } }');
    expect(data.streamTickets.nodes).toEqual([
      { id, caseId: 'case-flood', requestedBy: `sub-officer-${EMERGENCY}`, redeemedAt: '2026-11-01T10:00:59+08:00' },
    ]);
  });

  it('is dead after a minute, and was never used', async () => {
    const { token, id } = (await request('dutyOfficer')).data.requestStreamTicket;
    city.clock.set(new Date(NOW.getTime() + 60_000));
    await expect(redeem(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await city.em().findOne(StreamTicket, { id })).toMatchObject({ redeemedAt: null });
  });

  it('is not redeemed when somebody else signed it', async () => {
    const { token } = (await request('dutyOfficer')).data.requestStreamTicket;
    const forged = signTicket(generateTicketKey(), claimsOf(token));
    await expect(redeem(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(redeem('')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await redeem(token)).toBeDefined();
  });

  it('answers a repeat under the same key with the same ticket, and a new minute without a key with a new one', async () => {
    const first = await request('dutyOfficer', { key: 'k' });
    city.clock.set(new Date(NOW.getTime() + 300_000));
    expect(await request('dutyOfficer', { key: 'k' })).toEqual(first);
    const another = await request('dutyOfficer');
    expect(another.data.requestStreamTicket.id).not.toBe(first.data.requestStreamTicket.id);
    expect(await request('dutyOfficer')).toEqual(another);
    expect(await city.em().count(StreamTicket)).toBe(2);
  });

  it.each<[Person, string]>([
    ['dutyOfficer', '++++++++'],
    ['inspector', '+++++++-'],
    ['police', '+++++++-'],
  ])('shows %s %s of a ticket: the token to nobody but who asked', async (who, answers) => {
    const fields = [
      'requestedBy',
      'caseId',
      'purpose',
      'issuedAt',
      'expiresAt',
      'redeemedAt',
      'cameraSite { name }',
      'token',
    ];
    await request('dutyOfficer');
    const { data, errors } = await city
      .as(people[who])
      .entity('CameraSite', { id: 'cam_river' }, `streamTickets { nodes { ${fields.join(' ')} } }`);
    expect(signs(fields, errors)).toBe(answers);
    expect(data.streamTickets.nodes[0]).toMatchObject({ caseId: 'case-flood', cameraSite: { name: '伊通河监控点' } });
  });

  it.each<[Person, string]>([
    ['nobody', '!'],
    ['ada', '-'],
    ['market', '-'],
    ['landOnDuty', '-'],
    ['clerk', '-'],
    ['dutyOfficerWithoutPurpose', 'P'],
    ['dutyOfficerForTax', '-'],
    ['dutyOfficerOfYesterday', '-'],
    ['dutyOfficerElsewhere', '-'],
  ])('shows %s not even that there was one: %s', async (who, sign) => {
    await request('dutyOfficer');
    const fields = ['streamTickets { nodes { id } }'];
    const { data, errors } = await city.as(people[who]).entity('CameraSite', { id: 'cam_river' }, fields.join(' '));
    expect(signs(fields, errors)).toBe(sign);
    expect(data.streamTickets).toBeNull();
  });

  it('publishes the public half of its key and keeps the private one', async () => {
    await request('dutyOfficer');
    const { keys } = await streamTicketKeys(city.context(ANONYMOUS_VIEWER));
    expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }]);
    expect(JSON.stringify(keys)).not.toMatch(/"d"|PRIVATE/);
  });

  it.each<[Person, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['ada', 'FORBIDDEN'],
    ['eve', 'FORBIDDEN'],
    ['market', 'FORBIDDEN'],
    ['landOnDuty', 'FORBIDDEN'],
    ['clerk', 'FORBIDDEN'],
    ['dutyOfficerWithoutPurpose', 'PURPOSE_REQUIRED'],
    ['dutyOfficerForTax', 'FORBIDDEN'],
    ['dutyOfficerOfYesterday', 'FORBIDDEN'],
    ['dutyOfficerElsewhere', 'FORBIDDEN'],
  ])('refuses %s with %s, and leaves no row', async (who, code) => {
    const { errors } = await request(who);
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(await city.em().count(StreamTicket)).toBe(0);
    expect(await city.em().count(StreamTicketKey)).toBe(0);
  });

  it('refuses an unknown camera in the words of a forbidden one', async () => {
    const words = async (who: Person, camera: string) => (await request(who, { camera })).errors?.[0]?.message;
    expect(await words('dutyOfficer', 'cam_none')).toBe(await words('ada', 'cam_river'));
  });
});

describe('eight at once', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW, commits: true });
  const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

  it('redeem a ticket once', async () => {
    const { data } = await city.as(people.dutyOfficer).run(REQUEST, { camera: 'cam_river', key: 'race' });
    const { token } = data.requestStreamTicket;
    const tries = EIGHT.map(() => redeemStreamTicket(city.context(ANONYMOUS_VIEWER), { token }));
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });

  it('are given one ticket under one key, and a ticket each under their own', async () => {
    const wish = { cameraSiteId: 'cam_road' };
    const ask = (key: string) => requestStreamTicket(city.em(), people.police, wish, key, NOW);
    expect(new Set(await Promise.all(EIGHT.map(() => ask('same')))).size).toBe(1);
    expect(new Set(await Promise.all(EIGHT.map((n) => ask(`own-${n}`)))).size).toBe(8);
    expect(await city.em().count(StreamTicket, wish)).toBe(9);
  });
});
