import type { Data } from '../data.ts';
import { isData } from '../data.ts';
import type { Boundary } from './boundary.ts';

/**
 * A representation with its pairwise keys sealed for the vendor that gets it, at any depth. `fields` are the named types of fields, by
 * `Type.field`; an object that says its own type is taken at its word, for it comes from a department.
 */
export function sealed(value: unknown, type: string, boundary: Boundary, fields: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((element) => sealed(element, type, boundary, fields));
  if (!isData(value)) return value;
  const name = typeof value.__typename === 'string' ? value.__typename : type;
  const pairwise = boundary.pairwiseFields(name);
  const copy: Data = {};
  for (const [key, inner] of Object.entries(value)) {
    if (pairwise?.has(key) && (typeof inner === 'string' || typeof inner === 'number')) {
      copy[key] = boundary.seal(name, String(inner));
    } else {
      copy[key] = sealed(inner, fields.get(`${name}.${key}`) ?? '', boundary, fields);
    }
  }
  return copy;
}
