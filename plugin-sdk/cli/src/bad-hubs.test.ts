import { describe } from '@jest/globals';
import type { Desk } from './testing/desk.ts';
import { HubSays, json } from './testing/fake-hub.ts';
import { onAGoodDay } from './testing/good-answers.ts';
import { RELEASES } from './testing/one-release.ts';
import { proveTable } from './testing/prove-table.ts';

const list = ['app', 'list'];
const register = ['publisher', 'register', 'airlab', '--name', 'Air', '--contact', 'a@b.example', '--namespace', 'aqi'];

const says = (code: string, message: string) => (desk: Desk) =>
  desk.hub.on('registerPublisher', () => {
    throw new HubSays(code, message);
  });
const answers =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (desk: Desk) =>
    desk.hub.instead('/graphql', (_, res) => void res.writeHead(status, headers).end(body));
const unauthenticated = (skewMs: number) => (desk: Desk) =>
  desk.hub.instead('/graphql', (_, res) =>
    json(
      res,
      401,
      { errors: [{ message: 'The token is expired.', extensions: { code: 'UNAUTHENTICATED' } }] },
      { date: new Date(Date.now() + skewMs).toUTCString() },
    ),
  );
describe('a hub that is another, or not well', () => {
  proveTable([
    {
      when: 'it is a page',
      argv: list,
      set: answers(200, '<!doctype html><title>Welcome</title>'),
      code: 'NOT_A_HUB',
      exit: 3,
      says: /is no CityGraph hub: status 200.*<!doctype html>/,
    },
    {
      when: 'it is JSON of something else',
      argv: list,
      set: answers(200, '{"hello":"world"}'),
      code: 'NOT_A_HUB',
      exit: 3,
      says: /is no CityGraph hub/,
    },
    { when: 'it is an empty answer', argv: list, set: answers(200, ''), code: 'NOT_A_HUB', exit: 3, says: /begins “”/ },
    {
      when: 'it is half an answer',
      argv: list,
      set: answers(200, '{"data":{"apps":{"edg'),
      code: 'NOT_A_HUB',
      exit: 3,
      says: /is no CityGraph hub/,
    },
    {
      when: 'it sends us elsewhere',
      argv: list,
      set: answers(302, '', { location: 'https://elsewhere.example/' }),
      code: 'NOT_A_HUB',
      exit: 3,
      says: /sends us to https:\/\/elsewhere\.example/,
    },
    {
      when: 'what is before it fails',
      argv: list,
      set: answers(502, '<h1>Bad gateway</h1>'),
      code: 'HUB_FAILED',
      exit: 1,
      says: /failed with status 502/,
    },
    {
      when: 'it answers something else than was asked',
      argv: list,
      set: answers(200, '{"data":{"apps":{"edges":[{"node":{"clientId":"a"}}]}}}'),
      code: 'BAD_ANSWER',
      exit: 1,
      says: /apps\.edges\[0\]\.node\.name is missing/,
    },
    {
      when: 'it answers a list where an object is',
      argv: list,
      set: answers(200, '{"data":[]}'),
      code: 'BAD_ANSWER',
      exit: 1,
      says: /answered something else/,
    },
    {
      when: 'it answers an act with nothing',
      argv: register,
      set: (desk) => desk.hub.on('registerPublisher', null),
      code: 'BAD_ANSWER',
      exit: 1,
      says: /did not say what it did/,
    },
    {
      when: 'its errors are no errors',
      argv: list,
      set: answers(200, '{"data":null,"errors":[7]}'),
      code: 'INTERNAL_ERROR',
      exit: 1,
      says: /gave no reason/,
    },
    {
      when: 'its words would move the cursor',
      argv: register,
      set: says('CONFLICT', 'taken\u001b[2Jagain'),
      code: 'CONFLICT',
      exit: 3,
      says: /taken\\u\{001B\}\[2Jagain/,
    },
    {
      when: 'it does not know a field',
      argv: list,
      set: answers(
        400,
        JSON.stringify({
          errors: [
            {
              message: 'Cannot query field "apps" on type "Query".',
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
            },
          ],
        }),
      ),
      code: 'VERSION_SKEW',
      exit: 3,
      says: /does not know what this command asks \(Cannot query field.*hub is older than the command/,
    },
    {
      when: 'it speaks another version',
      argv: ['auth', 'login'],
      set: (desk) =>
        desk.hub.instead('/.well-known/citygraph', (_, res) =>
          json(res, 200, { apiVersions: ['citygraph.dev/v9'], issuer: desk.hub.issuer }),
        ),
      code: 'VERSION_SKEW',
      exit: 3,
      says: /speaks citygraph\.dev\/v9, this command citygraph\.dev\/v1: the command is older/,
    },
    {
      when: 'it speaks a version before ours',
      argv: ['auth', 'login'],
      set: (desk) =>
        desk.hub.instead('/.well-known/citygraph', (_, res) =>
          json(res, 200, { apiVersions: ['citygraph.dev/v0'], issuer: desk.hub.issuer }),
        ),
      code: 'VERSION_SKEW',
      exit: 3,
      says: /the hub is older than the command, and speaks citygraph\.dev\/v0/,
    },
    {
      when: 'it does not say what it is',
      argv: ['auth', 'login'],
      set: (desk) => desk.hub.instead('/.well-known/citygraph', (_, res) => void res.writeHead(200).end('hello')),
      code: 'NOT_A_HUB',
      exit: 3,
      says: /does not say what it is/,
    },
    {
      when: 'our clock is ahead',
      argv: list,
      set: unauthenticated(-3_600_000),
      code: 'CLOCK_SKEW',
      exit: 3,
      says: /3[56]\d\d s ahead/,
    },
    {
      when: 'our clock is behind',
      argv: list,
      set: unauthenticated(3_600_000),
      code: 'CLOCK_SKEW',
      exit: 3,
      says: /3[56]\d\d s behind/,
    },
    {
      when: 'the token is over',
      argv: list,
      set: unauthenticated(0),
      code: 'UNAUTHENTICATED',
      exit: 4,
      says: /The token is expired/,
    },
    {
      when: 'a name is taken',
      argv: register,
      set: says('CONFLICT', 'airlab is taken.'),
      code: 'CONFLICT',
      exit: 3,
      says: /^airlab is taken\.$/,
    },
    {
      when: 'it may not be',
      argv: register,
      set: says('FORBIDDEN', 'That is for vendors.'),
      code: 'FORBIDDEN',
      exit: 4,
      says: /for vendors/,
    },
    {
      when: 'a value is wrong',
      argv: register,
      set: says('BAD_USER_INPUT', 'namespace: letters and digits.'),
      code: 'BAD_USER_INPUT',
      exit: 3,
      says: /letters and digits/,
    },
    {
      when: 'it has more to do than it can, and goes on so',
      argv: register,
      set: says('OVERLOADED', 'Send it again in a moment.'),
      code: 'OVERLOADED',
      exit: 1,
      says: /in a moment/,
      after: (desk) => counted(desk, 3),
    },
    {
      when: 'a department went away while it was at work',
      argv: register,
      set: says('DEPARTMENT_UNAVAILABLE', 'The registry does not answer.'),
      code: 'DEPARTMENT_UNAVAILABLE',
      exit: 2,
      says: /registry/,
      after: (desk) => counted(desk, 3),
    },
    {
      when: 'a plugin is not there',
      argv: ['plugin', 'status', '--plugin', 'aqi'],
      set: (desk) => desk.hub.on('plugin', null),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no aqi here/,
    },
    {
      when: 'a release is not there',
      argv: ['plugin', 'submit', '9.9.9', '--plugin', 'aqi'],
      set: (desk) => desk.hub.on('pluginReleases', RELEASES),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no aqi@9\.9\.9 here/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a rollout is not there',
      argv: ['release', 'pause', '--plugin', 'aqi', '--reason', 'x'],
      set: (desk) => desk.hub.on('rollouts', { edges: [] }),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no rollout of aqi/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a review changed since it was looked at',
      argv: ['admin', 'approve', 'rev_1', '--digest', 'old', '--yes'],
      set: (desk) => desk.hub.on('review', { id: 'rev_1', digest: 'new' }),
      code: 'USAGE',
      exit: 3,
      says: /is new, not old/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'what a release is sent changed since it was looked at',
      argv: ['admin', 'approve', 'rev_1', '--digest', 'same', '--egress-digest', 'less', '--yes'],
      set: (desk) => desk.hub.on('review', { id: 'rev_1', digest: 'same', egressDigest: 'more' }),
      code: 'USAGE',
      exit: 3,
      says: /is sent is more, not less: look at it again/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a grant is not there to be decided',
      argv: ['admin', 'approve', 'grt_9', '--yes'],
      set: (desk) => desk.hub.on('dataGrant', null),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no grt_9 here/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a grant was decided by somebody else in the meantime',
      argv: ['admin', 'approve', 'grt_1', '--yes'],
      set: (desk) => {
        onAGoodDay(desk.hub);
        desk.hub.on('decideDataGrant', () => {
          throw new HubSays('CONFLICT', 'Grant grt_1 is REFUSED already.');
        });
      },
      code: 'CONFLICT',
      exit: 3,
      says: /REFUSED already/,
    },
    {
      when: 'nothing was offered that could be accepted',
      argv: ['grant', 'accept', 'grt_1'],
      set: (desk) =>
        desk.hub.on('acceptDataGrant', () => {
          throw new HubSays('CONFLICT', 'Grant grt_1 is REQUESTED: there is nothing to accept.');
        }),
      code: 'CONFLICT',
      exit: 3,
      says: /nothing to accept/,
    },
    {
      when: 'a decision is somebody else’s',
      argv: ['admin', 'approve', 'clm_1', '--reason', 'Free', '--yes'],
      set: (desk) => {
        onAGoodDay(desk.hub);
        desk.hub.on('decideNameClaim', () => {
          throw new HubSays('FORBIDDEN', 'id: airlab is your own; another administrator has to.');
        });
      },
      code: 'FORBIDDEN',
      exit: 4,
      says: /another administrator/,
    },
    {
      when: 'the key of another number is the next',
      argv: ['plugin', 'key', '--rotate', '5', '--plugin', 'aqi'],
      set: (desk) =>
        desk.hub.on('rotateHopKey', () => {
          throw new HubSays('CONFLICT', 'number: the key in use is number 1; the next is 2.');
        }),
      code: 'CONFLICT',
      exit: 3,
      says: /the next is 2/,
    },
    {
      when: 'the audit’s chain is broken',
      argv: ['admin', 'audit'],
      set: (desk) => {
        desk.hub.on('auditEntries', { edges: [] });
        desk.hub.on('verifyAudit', { intact: false, entries: 9, brokenAt: 4 });
      },
      code: 'REFUSED',
      exit: 1,
      says: /broken at entry 4/,
    },
    {
      when: 'the city’s schema is not what its digest says',
      argv: ['schema', 'fetch'],
      set: (desk) =>
        desk.hub.on('citySchema', {
          sequence: 1,
          digest: 'x',
          subgraphs: [{ name: 'health', sdl: 'type A { a: Int }', digest: 'y', kind: 'DEPARTMENT' }],
        }),
      code: 'BAD_ANSWER',
      exit: 1,
      says: /citySchema\.health\.digest/,
    },
    {
      when: 'a subgraph’s name is a path',
      argv: ['schema', 'fetch'],
      set: (desk) =>
        desk.hub.on('citySchema', {
          sequence: 1,
          digest: 'x',
          subgraphs: [{ name: '../../etc', sdl: '', digest: '', kind: 'DEPARTMENT' }],
        }),
      code: 'BAD_ANSWER',
      exit: 1,
      says: /citySchema\.subgraphs/,
    },
  ]);
});

function counted(desk: Desk, times: number): void {
  const asked = desk.hub.received.filter(({ path }) => path === '/graphql').length;
  if (asked !== times) throw new Error(`The hub was asked ${asked} times, not ${times}.`);
}
