import { CityGraphError } from '@citygraph/contract';
import type { ZodType } from 'zod';

/** Checks a mutation's input before anything touches the database; the error names the field's path and what it must be. */
export function validate<T>(schema: ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `${path === '' ? 'input' : path}: ${issue?.message ?? 'not valid'}.`.replace(/\.\.$/, '.'),
    {
      extensions: { argument: path },
    },
  );
}
