import { afterAll, expect, it } from '@jest/globals';
import { createAdmission } from './admit.ts';
import { readCases } from './testing/read-cases.ts';

const admission = createAdmission({ deadlineMs: 60_000 });
afterAll(() => admission.close());

it('refuses a document that printing makes six times as large', async () => {
  const [honest] = readCases('honest');
  if (!honest) throw new Error('There is no honest case.');
  const { request } = honest;
  const links = request.plugin.sdl.match(/extend schema\n(?: .*\n)+/)?.[0] ?? '';
  const lines = '\n'.repeat(3_900);
  const fields = Array.from(
    { length: 60 },
    (_, n) => `iov_f${n}("""a${lines}b""" a: Int): Int @sensitivity(level: "S1")`,
  );
  const sdl = `${links}type Query { ${fields.join('\n')} }`;
  expect(sdl.length).toBeLessThan(256 * 1_024);
  const { findings, admitted } = await admission.judge({ ...request, plugin: { ...request.plugin, sdl } });
  expect(admitted).toBe(false);
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'TOO_LARGE', message: expect.stringContaining('bytes to the graph') }),
  );
}, 60_000);
