import { expect } from '@jest/globals';
import { askEach, type MadeUpCaller } from './made-up-callers.ts';

const DIVISION = '{ __type(name: "AdminDivision") { fields { name description } } }';

/** Which graph answers each of them: what it says of a plugin's field on AdminDivision, where a release says its version; null: it has no such field. */
export const graphsSeen = (callers: readonly MadeUpCaller[], field: string): Promise<readonly (string | null)[]> =>
  askEach(callers, async (caller) => {
    const { data, errors } = await caller.ask(DIVISION);
    expect(errors).toBeUndefined();
    const { fields } = (data as { __type: { fields: { name: string; description: string | null }[] } }).__type;
    return fields.find(({ name }) => name === field)?.description ?? null;
  });

/** Per cent of them whose graph has the field, to a tenth. */
export const percentThatSee = (seen: readonly (string | null)[]): number =>
  Math.round((1_000 * seen.filter((one) => one !== null).length) / seen.length) / 10;
