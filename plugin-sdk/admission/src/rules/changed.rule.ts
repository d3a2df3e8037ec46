import { facesOf } from '../graph/face.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** Nothing that was there prints differently because a plugin came. */
export const changed: Rule<Difference> = {
  name: 'CHANGED',
  *judge({ base, after }) {
    for (const type of base.types.values()) {
      const now = after.types.get(type.name);
      const faces = now ? facesOf(now) : new Map<string, string>();
      for (const [coordinate, before] of facesOf(type)) {
        const face = faces.get(coordinate);
        // A value that is gone is ENUM's.
        if (face === before || (face === undefined && type.values.has(coordinate.slice(type.name.length + 1))))
          continue;
        const of = { type: type.name };
        const both = { ...of, now: oneLine(face ?? ''), before: oneLine(before) };
        yield face === undefined
          ? draft(coordinate, ['changed.gone', 'changed.copy-type'], of)
          : draft(coordinate, ['changed.otherwise', 'changed.copy-type'], both);
      }
    }
    if (after.description !== base.description) {
      const said = { now: oneLine(after.description ?? ''), before: oneLine(base.description ?? '') };
      yield draft(null, ['changed.schema', 'changed.schema'], said);
    }
    for (const [name, before] of base.directives) {
      const definition = after.directives.get(name);
      if (definition === before) continue;
      const was = { before: oneLine(before) };
      yield definition
        ? draft(`@${name}`, ['changed.directive', 'changed.directive'], { ...was, now: oneLine(definition) })
        : draft(`@${name}`, ['changed.directive-gone', 'changed.directive'], was);
    }
  },
};

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
};
