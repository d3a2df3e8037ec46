import type { City } from '@citygraph/city';
import type { HopVerification } from '@citygraph/contract';
import { StartError } from '@citygraph/contract';
import { type RunningSubgraph, type Subgraph, seedOnce, serve } from '@citygraph/kit';

export interface StartedDepartment {
  readonly name: string;
  /** null: it could not start; its fields answer DEPARTMENT_UNAVAILABLE. */
  readonly running: RunningSubgraph | null;
  /** Why it could not start. */
  readonly reason: string | null;
}

interface DepartmentOptions {
  readonly department: Subgraph;
  readonly database: string;
  readonly verify: HopVerification;
  readonly city: City;
  readonly say: (line: string) => void;
}

/** Migrates, seeds once and serves a department. One that cannot start is said, and the others go on. */
export async function startDepartment({
  department,
  database,
  verify,
  city,
  say,
}: DepartmentOptions): Promise<StartedDepartment> {
  const { name } = department;
  try {
    const running = await serve({
      subgraph: department,
      database,
      verify,
      log: (line) => say(JSON.stringify(line)),
      async prepare(orm) {
        const seeded = await seedOnce(orm, department, city);
        if (seeded) say(`Seeding ${name} took ${(seeded.milliseconds / 1000).toFixed(1)} s.`);
      },
    });
    return { name, running, reason: null };
  } catch (error) {
    return { name, running: null, reason: reasonOf(error, database) };
  }
}

/** Why a department does not start, in one line: whatever it is, it is this department's alone. */
export function reasonOf(error: unknown, database: string): string {
  if (error instanceof StartError) return error.message;
  const said = (error instanceof Error ? error.message : String(error)).split('\n').at(-1);
  const where = database.startsWith('sqlite:') ? ` ${database.slice('sqlite:'.length)}` : '';
  return `its database${where} cannot be used: ${said}. Restore it from a copy, or move it away: the next start makes a new one.`;
}
