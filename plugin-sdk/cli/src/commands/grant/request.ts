import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected } from '../../expected.ts';
import { DryRun, type Intended } from '../../hub/dry-run.ts';
import type { Hub } from '../../hub/hub.ts';
import { momentOf } from '../../moment-of.ts';
import { type Grant, type GrantRequest, REQUEST_GRANT } from '../../operations/grant.ts';
import { table } from '../../output/table.ts';
import { partlyDone } from '../../partly-done.ts';
import { findManifest } from '../../plugin/find-manifest.ts';
import { groupPermissions, type PermissionGroup } from '../../plugin/group-permissions.ts';
import { readManifestFile } from '../../plugin/project.ts';

export const command = defineCommand({
  flags: {
    manifest: string(),
    app: string(),
    coordinate: string({ multiple: true }),
    purpose: string(),
    'retention-days': integer({ min: 0, max: 3_650 }),
    until: string({ required: true }),
    reason: string(),
  },
  mutates: true,
  examples: [
    [
      'citygraph grant request --until 2027-11-30',
      {
        en: 'Ask for everything that this folder’s manifest declares; ends with 5',
        zh: '申请此目录清单中声明的全部数据；以 5 结束',
      },
    ],
    [
      'citygraph grant request --app app-air --coordinate Resident.name --purpose public-health --retention-days 30 --reason "Alerts" --until 2027-11-30',
      { en: 'For an app', zh: '为应用申请' },
    ],
    [
      'citygraph grant request --purpose tax --retention-days 0 --reason "To tell what was paid" --until 2027-11-30 --dry-run',
      {
        en: 'For another purpose than the manifest says; see what would be sent first',
        zh: '用于清单之外的用途；先看会发送什么',
      },
    ],
  ],
  async run({ flags, world, hub: open, m }) {
    const until = momentOf(flags.until, '--until');
    const { plugin, groups } = await wanted(world.cwd, flags);
    const hub = await open();
    const grants: Grant[] = [];
    const intended: Intended[] = [];
    for (const group of groups) {
      try {
        grants.push(...(await requestOnce(hub, { plugin, app: flags.app ?? null, ...group, until })));
      } catch (error) {
        if (error instanceof DryRun) {
          intended.push(error.intended);
          continue;
        }
        throw grants.length > 0 && error instanceof CommandError ? partly(error, grants) : error;
      }
    }
    const [first, ...next] = intended;
    if (first) throw new DryRun(first, next);
    const rows = grants.map(({ id, status, coordinates, owner, dueAt }) => [
      id,
      status,
      coordinates.join(' '),
      owner?.uscc,
      dueAt,
    ]);
    return {
      data: grants,
      text: table(['id', m('label.state'), m('label.coordinates'), m('label.owner'), m('label.due')], rows),
      exit: grants.some(({ status }) => status !== 'ACTIVE') ? EXIT.waiting : EXIT.ok,
    };
  },
});

/** Nobody asks for the same in vain more often within a week. */
const MOST_TIMES = 20;
const ENDED: ReadonlySet<string> = new Set(['REFUSED', 'REVOKED', 'EXPIRED']);

/**
 * Asks for a group once, however often the command is run: its key is made of what is asked. What was refused or has ended may be asked for again, under
 * a key made of that as well.
 */
async function requestOnce(hub: Hub, wanted: Omit<GrantRequest, 'key'>): Promise<readonly Grant[]> {
  let ended: readonly string[] = [];
  for (let time = 1; ; time++) {
    const key = createHash('sha256')
      .update(JSON.stringify([wanted, ended]))
      .digest('base64url');
    const answer = expected((await hub.act(REQUEST_GRANT, { ...wanted, key })).requestDataGrant);
    const isOver = answer.length > 0 && answer.every(({ status }) => ENDED.has(status));
    if (!isOver || time === MOST_TIMES) return answer;
    ended = [...ended, ...answer.map(({ id }) => id)];
  }
}

/** The owners have on their desks what was asked for before it. */
const partly = (error: CommandError, grants: readonly Grant[]): CommandError =>
  partlyDone(error, ['hint.partly-asked', { ids: grants.map(({ id }) => id).join(', ') }], { requested: grants });

interface Wanted {
  readonly manifest?: string | undefined;
  readonly app?: string | undefined;
  readonly coordinate?: readonly string[] | undefined;
  readonly purpose?: string | undefined;
  readonly 'retention-days'?: number | undefined;
  readonly reason?: string | undefined;
}

async function wanted(
  cwd: string,
  flags: Wanted,
): Promise<{ plugin: string | null; groups: readonly PermissionGroup[] }> {
  const { coordinate, purpose, reason, 'retention-days': retentionDays } = flags;
  if (flags.app !== undefined) {
    const missing = Object.entries({ coordinate, purpose, reason, 'retention-days': retentionDays }).find(
      ([, value]) => value === undefined,
    );
    if (missing)
      throw new CommandError('USAGE', 'error.missing-flag', { flag: `--${missing[0]}`, command: 'grant request' });
    return {
      plugin: null,
      groups: [
        {
          coordinates: coordinate ?? [],
          purpose: purpose ?? '',
          retentionDays: retentionDays ?? 0,
          reason: reason ?? '',
        },
      ],
    };
  }
  const path =
    flags.manifest === undefined ? await findManifest(cwd, ['hint.plugin-init']) : resolve(cwd, flags.manifest);
  const { manifest } = await readManifestFile(path, relative(cwd, path));
  const groups = groupPermissions(manifest, {
    only: coordinate ?? null,
    purpose: purpose ?? null,
    retentionDays: retentionDays ?? null,
    reason: reason ?? null,
  });
  if (groups.length === 0)
    throw new CommandError('NOTHING_FOUND', 'error.nothing-declared', { file: relative(cwd, path) });
  return { plugin: manifest.subgraph, groups };
}
