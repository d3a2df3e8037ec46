import { describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import type { Operation } from '../hub/operation.ts';
import { citySchema } from '../testing/fake-hub.ts';
import * as admin from './admin.ts';
import * as app from './app.ts';
import * as breaking from './breaking.ts';
import * as grant from './grant.ts';
import * as ledger from './ledger.ts';
import * as plugin from './plugin.ts';
import * as publisher from './publisher.ts';
import * as release from './release.ts';
import * as schema from './schema.ts';
import * as workload from './workload.ts';

const rooms = [admin, app, breaking, grant, ledger, plugin, publisher, release, schema, workload];
const operations = rooms
  .flatMap((room) => Object.values<unknown>(room))
  .filter(
    (value): value is Operation<unknown, never> => typeof value === 'object' && value !== null && 'document' in value,
  );

describe('what the command sends', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s fits the city’s graph',
    (name, { document, kind }) => {
      expect(validate(citySchema(), parse(document))).toEqual([]);
      expect(parse(document).definitions).toMatchObject([{ operation: kind, name: { value: name } }]);
    },
  );

  it('has a name of its own each', () => {
    const names = operations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  it('is repeated by itself only where a repeat does nothing: a key, or an act that sets what is said', () => {
    const acts = operations
      .filter(({ kind, isRepeatable }) => kind === 'mutation' && isRepeatable)
      .map(({ name }) => name);
    expect(acts.sort()).toEqual([
      'AcceptGrant',
      'ChangeMemberRole',
      'CheckLicence',
      'ClaimName',
      'DecideBreaking',
      'DecideGrant',
      'DecideName',
      'DecideSubscription',
      'ForceBreaking',
      'KeepPlugin',
      'ProveDomain',
      'PublishAsWorkload',
      'PublishRelease',
      'RegisterDocuments',
      'RegisterPublisher',
      'ReplaceHopKey',
      'RequestGrant',
      'RevokeWorkload',
      'RotateHopKey',
      'ShowHopKey',
      'StepRollout',
      'WithdrawBreaking',
      'WithdrawDocuments',
    ]);
  });
});
