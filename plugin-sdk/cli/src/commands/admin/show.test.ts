import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
});

describe('admin show of a release', () => {
  it('shows whose it is, what the checks found, and which clients would lose what they ask for', async () => {
    const { out } = await desk.run(['admin', 'show', 'rev_1']);
    expect(out).toMatch(/publisher +airlab \(Air Lab\)/);
    expect(out).toMatch(/verification +DOMAIN_PROVED/);
    expect(out).toMatch(/data’s digest +e1/);
    expect(out).toContain('schema.graphql:1:1  DESCRIPTION Query.aqi_version');
    expect(out).toContain('→ Say it.');
    expect(out).toMatch(/beyond what is usual\n.*\nconcurrency +64 +16 +-$/m);
    expect(out).toMatch(/Query\.aqi_old +REMOVED +40 +2 +1 +app-air Air 40/);
  });

  it('shows a definition of several lines as such, and counts what every plugin brings', async () => {
    const { review } = GOOD_ANSWERS as { review: object };
    desk.hub.on('review', {
      ...review,
      schemaDiff: [
        { kind: 'ADDED', coordinate: '@key', after: 'directive @key(fields: String!) on OBJECT' },
        { kind: 'ADDED', coordinate: '@link', after: 'directive @link(url: String) on SCHEMA' },
        { kind: 'ADDED', coordinate: '@mine', after: 'directive @mine(\n  a: Int\n) on OBJECT' },
        { kind: 'ADDED', coordinate: '@pairwise', after: 'directive @pairwise on OBJECT' },
        { kind: 'ADDED', coordinate: '@purpose', after: 'directive @purpose on OBJECT' },
        { kind: 'ADDED', coordinate: 'DivisionCode', after: 'scalar DivisionCode' },
        { kind: 'ADDED', coordinate: 'federation__FieldSet', after: 'scalar federation__FieldSet' },
        { kind: 'REMOVED', coordinate: 'USCC', before: 'scalar USCC' },
      ],
    });
    const { out } = await desk.run(['admin', 'show', 'rev_1']);
    expect(out).toContain(
      [
        '+ @mine: directive @mine(',
        '+     a: Int',
        '+   ) on OBJECT',
        '+ @purpose: directive @purpose on OBJECT',
        '- USCC: scalar USCC',
        '5 definitions that every plugin brings left out; --json has all.',
      ].join('\n'),
    );
    expect((await desk.run(['admin', 'show', 'rev_1', '--json'])).out).toContain('federation__FieldSet');
  });

  it('shows of a question about clients what they would lose, in whose place, by when, and what to name', async () => {
    const { out } = await desk.run(['admin', 'show', 'brk_1']);
    expect(out).toMatch(/release +aqi@1\.0\.0/);
    expect(out).toMatch(/digest +b1/);
    expect(out).toMatch(/due +2026-12-11/);
    expect(out).toMatch(/Query\.aqi_old +REMOVED +40 +2 +1 +app-air Air 40/);
    const chinese = await desk.run(['admin', 'show', 'brk_1', '--locale', 'zh-CN']);
    expect(chinese.out).toMatch(/取代 +d1/);
  });

  it('says the same to programs', async () => {
    expect((await desk.ask(['admin', 'show', 'rev_1'])).envelope).toMatchObject({
      data: {
        release: {
          findings: [{ rule: 'DESCRIPTION', line: 1 }],
          plugin: { publisher: { handle: 'airlab', verification: 'DOMAIN_PROVED', isSuspended: false } },
        },
        usageImpact: [{ coordinate: 'Query.aqi_old', requests: 40, uses: [{ app: 'app-air', count: 40 }] }],
      },
    });
  });
});

describe('admin approve of a release', () => {
  it('says yes to what it has shown: the release, and the data that it is sent', async () => {
    const { out, err } = await desk.run(['admin', 'approve', 'rev_1', '--yes']);
    expect(`${out}${err}`).toMatch(/Resident\.id +S3 +ADDED/);
    expect(desk.hub.received.at(-1)?.body).toContain('"review":"rev_1","digest":"d1","egressDigest":"e1"');
  });
});
