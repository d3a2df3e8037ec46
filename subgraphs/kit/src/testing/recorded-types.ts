import type { DocumentNode } from 'graphql';
import { isRecorded, readLabels } from '../schema/labels.ts';

/** Types of a department's SDL that leave evidence when something of them is shown. */
export function recordedTypes(sdl: DocumentNode): readonly string[] {
  return [...readLabels(sdl)]
    .filter(([, { root, fields }]) => !root && [...fields.values()].some((field) => !field.key && isRecorded(field)))
    .map(([name]) => name);
}
