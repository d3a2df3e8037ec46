import { join } from 'node:path';
import { firstField, putFile, wordsOf } from '@citygraph/docs-site/first-field';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';

/** The first page of the documentation, done by somebody who has an empty folder and this page. */
const { commands, files, questions, answer } = await firstField();

let outsider: Outsider;
beforeAll(async () => {
  outsider = await openOutsider();
}, 300_000);
afterAll(() => outsider?.close());

it('a newcomer who types what the first page says has a field in the city, and green checks', async () => {
  const begun = performance.now();
  let folder = '';
  for (const line of commands) {
    const [program = '', ...words] = wordsOf(line);
    if (program === 'cd') folder = words[0] ?? '';
    else if (line === 'npm run dev') await developed(folder);
    else wentWell(await outsider.run(program, agreed(words), folder));
  }
  console.info(`the first page, from an empty folder: ${Math.round(performance.now() - begun)} ms`);
}, 400_000);

/** The yes that a person types when npm asks whether it may fetch. */
const agreed = ([verb = '', ...rest]: readonly string[]): string[] =>
  verb === 'create' ? [verb, '--yes', ...rest] : [verb, ...rest];

/** The page's middle: ask, change the files, ask again. */
async function developed(folder: string): Promise<void> {
  const port = await freePort();
  const dev = outsider.start('npm', ['run', 'dev', '--', '--port', String(port)], folder);
  const ask = async (query = '') => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
  };
  await dev.says(`http://127.0.0.1:${port}`);
  await dev.says('"event":"serving"');
  expect(await ask(questions[0])).toMatchObject({ data: { adminDivision: { aqi_reading: expect.anything() } } });
  for (const file of files) await putFile(join(outsider.folder, folder), file);
  for (const until = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    // The server is being started anew in between, so that a question may find nobody.
    const said = await ask(questions.at(-1)).catch(() => null);
    if (said !== null && !said.errors && JSON.stringify(said.data) === JSON.stringify(answer)) break;
    if (Date.now() > until) throw new Error(`${JSON.stringify(said)}\n${dev.output()}`);
  }
  await dev.interrupt();
}
