import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { ENVELOPE_SCHEMA } from '../output/envelope-schema.ts';
import type { BadInput } from './bad-input.ts';
import { type Desk, openDesk, type RunOptions } from './desk.ts';

const isEnvelope = new Ajv({ strict: true, allowUnionTypes: true }).compile(ENVELOPE_SCHEMA);

/** Runs every line of a table at a desk of its own; each must say its sentence, its code and its exit status, in an envelope. */
export function proveTable(table: readonly BadInput[]): void {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  it.each(table.map((line) => [line.when, line] as const))(
    '%s',
    async (_, { argv, set, code, exit, says, hints, at, after }) => {
      await desk.tidy();
      const options = ((await set?.(desk)) ?? {}) as RunOptions;
      const { exit: status, envelope, err } = await desk.ask(typeof argv === 'function' ? argv(desk) : argv, options);
      expect(isEnvelope.errors ?? (isEnvelope(envelope) ? null : isEnvelope.errors)).toBeNull();
      if (envelope.ok) throw new Error(`It went well: ${JSON.stringify(envelope)} ${err}`);
      expect({ code: envelope.error.code, status, message: envelope.error.message }).toEqual({
        code,
        status: exit,
        message: expect.stringMatching(says),
      });
      expect(envelope.error.message).not.toMatch(/\{[a-z]\w*\}|undefined|\[object/);
      if (hints) expect(envelope.error.suggestions.join('\n')).toMatch(hints);
      if (at) expect(envelope.error.location).toEqual(at);
      await after?.(desk);
    },
  );
}
