import type { ErrorCode } from 'yaml';
import { CommandError } from '../command-error.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface ReadYaml {
  readonly value: unknown;
  /** Where `permissions.data[0].class` is; of what is missing, where it would be. */
  placeOf(path: string): Place;
}

/** YAML of a person's hand: anchors do not multiply, keys are said once. */
export async function readYaml(text: string, file: string): Promise<ReadYaml> {
  const { isMap, isSeq, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [fault] = document.errors;
  const broken = async (code: ErrorCode, place: Place) => {
    const { YAML_FAULTS } = await import('./yaml-faults.ts');
    const reason = YAML_FAULTS[code];
    return new CommandError('MANIFEST_INVALID', 'error.not-yaml', { reason }, { location: { file, ...place } });
  };
  if (fault) throw await broken(fault.code, placeAt(fault.pos[0]));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 10 });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw await broken(said.startsWith('Excessive') ? 'RESOURCE_EXHAUSTION' : 'BAD_ALIAS', {
      line: 1,
      column: 1,
    });
  }
  return {
    value,
    placeOf(path) {
      let node: unknown = document.contents;
      let place: Place = { line: 1, column: 1 };
      for (const step of path.split(/[.[\]]+/).filter(Boolean)) {
        const pair = isMap(node) ? node.items.find(({ key }) => String(key) === step) : null;
        const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : null;
        const at = (pair?.key ?? next) as { range?: readonly number[] | null } | null;
        if (!at?.range) break;
        place = placeAt(at.range[0] ?? 0);
        node = next;
      }
      return place;
    },
  };
}
