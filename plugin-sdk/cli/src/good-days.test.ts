import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { COMMAND_NAMES, COMMANDS } from './command-table.ts';
import { ENVELOPE_SCHEMA } from './output/envelope-schema.ts';
import { MANIFEST, SDL, writeSmallCity } from './testing/a-plugin.ts';
import { type Desk, openDesk } from './testing/desk.ts';
import { onAGoodDay } from './testing/good-answers.ts';

const isEnvelope = new Ajv({ strict: true, allowUnionTypes: true }).compile(ENVELOPE_SCHEMA);
const KEYS = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43), kid: 'one' });
const R = ['--reason', 'So'];
const P = ['--plugin', 'aqi'];

const ESCAPE = String.fromCharCode(27);

/** A line that works, the exit status, and the acts that the hub sees. */
const DAYS: readonly (readonly [line: readonly string[], exit: number, acts: readonly string[]])[] = [
  [['auth', 'login'], 0, []],
  [['auth', 'whoami'], 0, []],
  [['auth', 'whoami', '--offline'], 0, []],
  [['auth', 'logout'], 0, []],
  [
    ['publisher', 'register', 'airlab', '--name', 'Air', '--contact', 'a@b', '--namespace', 'aqi'],
    0,
    ['RegisterPublisher'],
  ],
  [['publisher', 'verify', 'airlab', '--domain', 'airlab.example'], 5, ['StartDomainProof']],
  [['publisher', 'verify', 'airlab'], 0, ['ProveDomain']],
  [['publisher', 'domains', 'airlab'], 0, []],
  [['publisher', 'domains', 'airlab', '--drop', 'airlab.example', '--yes'], 0, ['DropDomain']],
  [['publisher', 'members', 'airlab'], 0, []],
  [['publisher', 'members', 'airlab', '--invite', 'sub-3'], 0, ['InviteMember']],
  [['publisher', 'members', 'airlab', '--change', 'sub-2', '--role', 'OWNER'], 0, ['ChangeMemberRole']],
  [['publisher', 'members', 'airlab', '--remove', 'sub-2', '--yes'], 0, ['RemoveMember']],
  [['publisher', 'members', 'airlab', '--accept'], 0, ['AnswerInvitation']],
  [['publisher', 'claim', 'airlab'], 0, []],
  [['publisher', 'claim', 'airlab', 'AdminDivision.airQuality', ...R], 5, ['ClaimName']],
  [['plugin', 'search', 'air'], 0, []],
  [['plugin', 'init', 'depots', '--no-install'], 0, []],
  // Its good day needs packages in the folder: e2e/src/packed/templates.e2e.ts.
  [['plugin', 'dev', '--once'], 3, []],
  [['plugin', 'test'], 0, []],
  [['plugin', 'check'], 0, []],
  [['plugin', 'build'], 0, []],
  [['plugin', 'diff'], 0, []],
  [['plugin', 'diff', '--against', '0.9.0'], 0, []],
  [['plugin', 'publish', '--wait'], 0, ['PublishRelease']],
  [['plugin', 'key'], 0, ['ShowHopKey', 'ShowHopKey']],
  [['plugin', 'key', '--rotate', '2'], 0, ['RotateHopKey']],
  [['plugin', 'key', '--rotate', '2', '--wait'], 0, ['RotateHopKey']],
  [['plugin', 'key', '--replace', '3', '--reason', 'Ben has left', '--yes'], 0, ['ReplaceHopKey']],
  [['plugin', 'submit', '1.1.0'], 5, ['SubmitRelease']],
  [['plugin', 'status'], 0, []],
  [['plugin', 'logs'], 0, []],
  [['plugin', 'metrics', '--hours', '24'], 0, []],
  [['plugin', 'deprecate', '--sunset', '2027-03-31', ...R, '--yes'], 0, ['DeprecatePlugin']],
  [['plugin', 'deprecate', '--undo'], 0, ['KeepPlugin']],
  [['plugin', 'withdraw', '1.0.0', ...R, '--yes'], 0, ['WithdrawRelease']],
  [['workload', 'create', '--name', 'github', '--until', '2027-03-31'], 0, ['CreateWorkload']],
  [['workload', 'list', ...P], 0, []],
  [['workload', 'revoke', 'wkl_1', '--yes'], 0, ['RevokeWorkload']],
  [['release', 'list', ...P], 0, []],
  [['release', 'rollout', '--percent', '25', ...P], 0, ['StepRollout']],
  [['release', 'rollout', '1.0.0', ...P], 0, ['StartRollout']],
  [['release', 'pause', ...P, ...R], 0, ['PauseRollout']],
  [['release', 'promote', ...P, '--yes'], 0, ['PromoteRollout']],
  [['release', 'promote', ...P, '--emergency', '--yes'], 0, ['PromoteRollout']],
  [['release', 'rollback', ...P, ...R, '--yes'], 0, ['RollBackRollout']],
  [['release', 'rollback', ...P, ...R, '--emergency', '--yes'], 0, ['RollBackRelease']],
  [['schema', 'fetch', '--schema', 'other'], 0, []],
  [['schema', 'diff'], 0, []],
  [['schema', 'changelog'], 0, []],
  [['schema', 'explain', 'AdminDivision.name'], 0, []],
  [['app', 'create', 'app-air', '--name', 'Air'], 0, ['RegisterApp']],
  [['app', 'list'], 0, []],
  [['app', 'key', 'app-air'], 0, []],
  [['app', 'key', 'app-air', '--create'], 0, ['CreateAppKey']],
  [['app', 'key', 'app-air', '--revoke', 'key_1', '--yes'], 0, ['RevokeAppKey']],
  [['app', 'push', 'app-air'], 0, ['RegisterDocuments']],
  [['app', 'push', 'app-air', '--prune', '--yes'], 0, ['RegisterDocuments', 'WithdrawDocuments']],
  [['app', 'plan'], 0, []],
  [
    ['app', 'plan', 'basic', '--title', 'Basic', '--requests-per-minute', '60', '--cost-per-minute', '600'],
    0,
    ['MakePlan'],
  ],
  [['app', 'subscribe', 'app-air'], 0, []],
  [['app', 'subscribe', 'app-air', 'aqi', '--plan', 'basic'], 0, ['Subscribe']],
  [['app', 'subscribe', 'app-air', 'aqi', '--end', '--yes'], 0, ['Unsubscribe']],
  [['app', 'check'], 0, []],
  [['grant', 'list', ...P], 0, []],
  [['grant', 'show', 'grt_1'], 0, []],
  [['grant', 'accept', 'grt_1'], 0, ['AcceptGrant']],
  [['grant', 'request', '--manifest', 'wants.yaml', '--until', '2027-01-01'], 5, ['RequestGrant']],
  [['ledger', 'export'], 0, []],
  [['ledger', 'export', '--out', 'accesses.jsonl'], 0, []],
  [['ledger', 'verify', 'ledger-00000001.jsonl', '--keys', 'keys.json'], 1, []],
  [['admin', 'queue'], 0, []],
  [['admin', 'queue', '--kind', 'grant'], 0, []],
  [['admin', 'show', 'rev_1'], 0, []],
  [['admin', 'show', 'grt_1'], 0, []],
  [['admin', 'show', 'clm_1'], 0, []],
  [['admin', 'show', 'airlab'], 0, []],
  [['admin', 'show', 'sub_1'], 0, []],
  [['admin', 'show', 'brk_1'], 0, []],
  [['admin', 'force', 'aqi', '1.0.0', ...R], 5, ['ForceBreaking']],
  [['admin', 'withdraw', 'brk_1'], 0, ['WithdrawBreaking']],
  [['admin', 'withdraw', 'aqi@1.0.0', ...R, '--yes'], 0, ['TakeOut']],
  [['admin', 'approve', 'brk_1', '--digest', 'b1', ...R, '--yes'], 0, ['DecideBreaking']],
  [['admin', 'reject', 'brk_1', ...R, '--yes'], 0, ['DecideBreaking']],
  [['admin', 'approve', 'rev_1', '--yes'], 0, ['Approve']],
  [['admin', 'approve', 'rev_1', '--digest', 'd1', '--egress-digest', 'e1', '--yes'], 0, ['Approve']],
  [['admin', 'approve', 'grt_1', '--no-consent', '--yes'], 0, ['DecideGrant']],
  [['admin', 'approve', 'grt_1', '--coordinate', 'Resident.id', ...R, '--yes'], 5, ['DecideGrant']],
  [['admin', 'approve', 'clm_1', ...R, '--yes'], 0, ['DecideName']],
  [['admin', 'approve', 'airlab', '--uscc', '91220100MA1C30014B', '--yes'], 0, ['CheckLicence']],
  [['admin', 'approve', 'sub_1', '--yes'], 0, ['DecideSubscription']],
  [['admin', 'reject', 'grt_1', ...R, '--yes'], 0, ['DecideGrant']],
  [['admin', 'reject', 'clm_1', ...R, '--yes'], 0, ['DecideName']],
  [['admin', 'reject', 'sub_1', ...R, '--yes'], 0, ['DecideSubscription']],
  [['admin', 'reject', 'rev_1', '--reason-code', 'QUALITY', ...R, '--yes'], 0, ['Reject']],
  [['admin', 'reject', 'rev_1', '--code', 'PRIVACY', ...R, '--yes'], 0, ['Reject']],
  [['admin', 'reject', 'rev_1', '--changes', '--code', 'PRIVACY', ...R, '--yes'], 0, ['RequestChanges']],
  [['admin', 'kill', 'aqi', ...R, '--yes'], 0, ['Kill']],
  [['admin', 'free', 'air-lab', ...R, '--yes'], 0, ['FreeNames']],
  [['admin', 'restore', 'aqi', ...R], 0, ['Restore']],
  [['admin', 'audit'], 0, []],
  [['doctor'], 0, []],
  [['auth', 'profiles'], 0, []],
  [['explain', 'EGRESS'], 0, []],
  [['commands'], 0, []],
  [['autocomplete', 'fish'], 0, []],
];

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
  await desk.write('citygraph.yaml', MANIFEST);
  const wants =
    '[{ class: S3, coordinate: Resident.name, reason: { zh: 提醒, en: Alerts }, purpose: public-health, retentionDays: 30 }]';
  await desk.write('wants.yaml', MANIFEST.replace('data: []', `data: ${wants}`));
  await desk.write('schema.graphql', SDL);
  await desk.write('package.json', JSON.stringify({ scripts: { test: 'node --version' } }));
  await desk.write('src/a.graphql', 'query A { me { id } }');
  await desk.write('keys.json', KEYS);
  await desk.write('ledger-00000001.jsonl', '{}\n');
  await writeSmallCity(join(desk.folder, '.citygraph/schema'));
});

const acts = () => desk.hub.received.flatMap(({ body }) => /"query":"\s*mutation (\w+)/.exec(body)?.[1] ?? []);

describe.each(DAYS.map((day) => [day[0].join(' '), ...day] as const))('citygraph %s', (_, line, exit, does) => {
  it('does what it says, in an envelope that fits the published schema', async () => {
    const { envelope, exit: status } = await desk.ask(line);
    expect(isEnvelope(envelope) ? null : isEnvelope.errors).toBeNull();
    expect({ status, acts: acts() }).toEqual({ status: exit, acts: does });
    expect(JSON.stringify(envelope)).not.toContain('undefined');
  });

  it('says it to people in both languages, in plain lines where there is no terminal', async () => {
    for (const locale of ['en', 'zh-CN']) {
      await desk.signIn();
      await rm(join(desk.folder, 'depots'), { recursive: true, force: true });
      const { out, err, exit: status } = await desk.run([...line, '--hub', desk.hub.origin, '--locale', locale]);
      expect(status).toBe(exit);
      expect((out + err).length).toBeGreaterThan(0);
      expect(out + err).not.toContain(ESCAPE);
      expect(out + err).not.toMatch(/undefined|\[object|\{[a-z]\w*\}\./);
    }
  });

  if (does.length > 0) {
    it('only says what it would send with --dry-run, and asks nobody', async () => {
      const { envelope, exit: status } = await desk.ask([...line.filter((word) => word !== '--yes'), '--dry-run']);
      expect({ status, acts: acts() }).toEqual({ status: 0, acts: [] });
      expect(envelope).toMatchObject({
        ok: true,
        data: { dryRun: true, wouldSend: { operation: does[0], hub: desk.hub.origin } },
      });
    });
  }
});

describe('these days', () => {
  it('leave out no command', () => {
    const lived = DAYS.map(([line]) => line.slice(0, 2).join(' '));
    const alone = DAYS.map(([line]) => line[0]);
    expect(COMMAND_NAMES.filter((name) => !lived.includes(name) && !alone.includes(name))).toEqual([]);
  });

  it('see every command that changes something change it', async () => {
    for (const name of COMMAND_NAMES) {
      const { command } = await COMMANDS[name]();
      const does = DAYS.filter(([line]) => line.join(' ').startsWith(name)).some(([, , all]) => all.length > 0);
      expect([name, does]).toEqual([name, command.mutates]);
    }
  });
});
