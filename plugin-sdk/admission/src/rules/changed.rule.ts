import { facesOf } from '../graph/face.ts';
import type { Difference, Rule } from '../rule.ts';

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
        yield {
          coordinate,
          message:
            face === undefined
              ? `${coordinate} would be gone.`
              : `${coordinate} would be ${oneLine(face)} instead of ${oneLine(before)}.`,
          fix: `Copy ${type.name} from the city's schema as it is, with no more of it than you need, and without descriptions and directives.`,
        };
      }
    }
    for (const [name, before] of base.directives) {
      const definition = after.directives.get(name);
      if (definition === before) continue;
      yield {
        coordinate: `@${name}`,
        message: `@${name} would be ${definition ? `defined as ${oneLine(definition)}` : 'gone'} instead of ${oneLine(before)}.`,
        fix: `Leave out the definition of @${name}: the hub's own is used.`,
      };
    }
  },
};

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
};
