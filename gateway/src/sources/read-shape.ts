import type { z } from 'zod';

/** A payload in the shape that is expected; throws an Error that names what is wrong with it. */
export function readShape<T extends z.ZodType>(shape: T, payload: unknown): z.infer<T> {
  const read = shape.safeParse(payload);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`it has ${issue?.path.join('.') || 'a shape'} that cannot be read: ${issue?.message}`);
}
