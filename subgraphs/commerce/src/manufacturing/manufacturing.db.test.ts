import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { commerce } from '../index.ts';
import { bank, city, now, people, shop } from '../testing/traders.ts';

describe('manufacturing for others', () => {
  const department = testSubgraph(commerce, { seed: (em) => commerce.seed(em, city), now });
  const requester = people.seller;
  const offered = async () => {
    for (const process of ['milling', 'optics', 'assembly', 'welding']) {
      const { data } = await department
        .as(anonymous())
        .run('query Q($p: String!) { manufacturingCapabilities(process: $p) { id provider { uscc } assetShellId } }', {
          p: process,
        });
      const [found] = data.manufacturingCapabilities;
      if (found) return found as { id: string; provider: { uscc: string } };
    }
    throw new Error('Nobody offers anything.');
  };
  const request = async (over: Record<string, unknown> = {}, viewer = requester) =>
    department
      .as(viewer)
      .run(
        'mutation R($c: ID!, $r: USCC!, $q: Int!, $d: String!, $n: Date!) { requestQuotation(capabilityId: $c, requester: $r, quantity: $q, description: $d, neededBy: $n) { id status } }',
        { c: (await offered()).id, r: shop, q: 20, d: 'Shelf brackets of steel', n: '2026-12-24', ...over },
      );

  it('goes from a request to completed work, each step by whom it belongs to', async () => {
    const { provider } = await offered();
    const maker = resident('res_m', { represents: [provider.uscc] });
    const { id } = (await request()).data.requestQuotation;
    const quoteAs = (viewer: typeof maker) =>
      department
        .as(viewer)
        .run(
          'mutation Q($i: ID!) { quote(id: $i, unitCents: 1250, validUntil: "2026-11-20T00:00:00+08:00") { status unitCents } }',
          { i: id },
        );
    expect((await quoteAs(requester)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await quoteAs(maker)).data.quote).toEqual({ status: 'QUOTED', unitCents: 1250 });
    const accept = (viewer: typeof maker) =>
      department
        .as(viewer)
        .run('mutation A($i: ID!) { acceptQuotation(id: $i) { id status quotation { status } } }', { i: id });
    expect((await accept(maker)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const accepted = await accept(requester);
    expect(accepted.data.acceptQuotation).toMatchObject({ status: 'RELEASED', quotation: { status: 'ACCEPTED' } });
    expect((await accept(requester)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const work = accepted.data.acceptQuotation.id;
    const advance = (viewer: typeof maker, status: string) =>
      department
        .as(viewer)
        .run('mutation V($i: ID!, $s: String!) { advanceWorkOrder(id: $i, status: $s) { status } }', {
          i: work,
          s: status,
        });
    expect((await advance(requester, 'RUNNING')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await advance(maker, 'COMPLETED')).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await advance(maker, 'RUNNING')).data.advanceWorkOrder.status).toBe('RUNNING');
    expect((await advance(requester, 'CANCELLED')).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await advance(maker, 'COMPLETED')).data.advanceWorkOrder.status).toBe('COMPLETED');
    const seen = await department
      .as(requester)
      .entity(
        'LegalEntity',
        { uscc: shop },
        'workOrdersConnection { nodes { id status } } quotationsConnection { nodes { id } }',
      );
    expect(seen.data).toEqual({
      workOrdersConnection: { nodes: [{ id: work, status: 'COMPLETED' }] },
      quotationsConnection: { nodes: [{ id }] },
    });
    const stranger = await department.as(people.stranger).entity('WorkOrder', { id: work }, 'status');
    expect(stranger.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('does not hold a price for longer than was said', async () => {
    const { provider } = await offered();
    const { id } = (await request()).data.requestQuotation;
    await department
      .as(resident('res_m', { represents: [provider.uscc] }))
      .run('mutation Q($i: ID!) { quote(id: $i, unitCents: 1, validUntil: "2026-11-03T00:00:00+08:00") { status } }', {
        i: id,
      });
    department.clock.set(new Date('2026-11-04T00:00:00+08:00'));
    const late = await department
      .as(requester)
      .run('mutation A($i: ID!) { acceptQuotation(id: $i) { id } }', { i: id });
    expect(late.errors?.[0]?.message).toContain('no longer holds');
    const gone = await department
      .as(requester)
      .run('mutation W($i: ID!) { withdrawQuotation(id: $i) { status } }', { i: id });
    expect(gone.data.withdrawQuotation.status).toBe('WITHDRAWN');
  });

  it.each<[string, Record<string, unknown>, typeof requester, string]>([
    ['for a firm one does not represent', { r: bank }, requester, 'FORBIDDEN'],
    ['of nothing', { q: 0 }, requester, 'BAD_USER_INPUT'],
    ['for yesterday', { n: '2026-11-01' }, requester, 'BAD_USER_INPUT'],
    ['of nobody', { c: 'cap_none' }, requester, 'NOT_FOUND'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED'],
  ])('refuses a request %s', async (_, over, viewer, code) => {
    expect((await request(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
  });
});
