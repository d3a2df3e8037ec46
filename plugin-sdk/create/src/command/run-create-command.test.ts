import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { say } from '../words.ts';
import { type CreateCommand, runCreateCommand } from './run-create-command.ts';

let within: string;
beforeEach(async () => {
  within = await mkdtemp(join(tmpdir(), 'citygraph-create-'));
});
afterEach(() => rm(within, { recursive: true }));

async function run(argv: readonly string[], more: Partial<CreateCommand> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const installed: string[] = [];
  const code = await runCreateCommand({
    argv,
    version: '0.1.0',
    within,
    input: new PassThrough(),
    output: new PassThrough().resume(),
    print: (line) => void out.push(line),
    complain: (line) => void err.push(line),
    signal: new AbortController().signal,
    install: async (folder) => {
      installed.push(...(await readdir(folder)));
      return null;
    },
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n'), installed, left: await readdir(within) };
}

describe('npm create citygraph-plugin', () => {
  it('writes, installs and says what comes next', async () => {
    const { code, out, installed, left } = await run(['aqi', '--template', 'entity', '--entity', 'Place', '--yes']);
    expect({ code, left }).toEqual({ code: 0, left: ['aqi'] });
    expect(installed).toContain('package.json');
    expect(out).toMatch(/15 files of template entity are in aqi\.[\s\S]*cd aqi\n {2}npm run dev$/);
  });

  it('leaves installing to whoever says so', async () => {
    const { code, out, installed } = await run(['aqi', '--yes', '--no-install']);
    expect({ code, installed }).toEqual({ code: 0, installed: [] });
    expect(out).toContain('npm install\n');
  });

  it('keeps what it wrote when npm fails, and ends with 1', async () => {
    const { code, err, left } = await run(['aqi', '--yes'], { install: async () => say('npm.ended', { status: 1 }) });
    expect({ code, left }).toEqual({ code: 1, left: ['aqi'] });
    expect(err).toContain('The plugin is written, but npm install ended with 1. Run npm install in its folder.');
  });

  it('leaves nothing when it is interrupted while packages are got', async () => {
    const interruption = new AbortController();
    const install = async () => {
      interruption.abort();
      return say('npm.ended', { status: 'SIGTERM' });
    };
    const { code, err, left } = await run(['aqi', '--yes'], { signal: interruption.signal, install });
    expect({ code, err: err.split('\n').at(-1), left }).toEqual({
      code: 130,
      err: 'Interrupted: nothing was written.',
      left: [],
    });
  });

  it('needs no terminal, only a name', async () => {
    expect(await run([])).toMatchObject({ code: 3, err: expect.stringContaining('Give the plugin a name'), left: [] });
    expect(await run(['aqi', '--no-install'])).toMatchObject({ code: 0 });
  });

  it('asks at a terminal for what was not said', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    const questions: string[] = [];
    const answers = ['tidal', '', 'Place'];
    output.on('data', (chunk: Buffer) => {
      if (!/: $/.test(String(chunk))) return;
      questions.push(String(chunk));
      input.write(`${answers[questions.length - 1] ?? ''}\n`);
    });
    const { code, left } = await run(['--no-install'], { input, output });
    expect({ code, left }).toEqual({ code: 0, left: ['tidal'] });
    expect(questions).toHaveLength(3);
  });

  it.each([
    ['a flag that is none', ['aqi', '--entiti', 'Place'], /no flag --entiti\. Did you mean --entity\?/],
    ['a flag without its value', ['aqi', '--entity'], /--entity/],
    ['two names', ['aqi', 'noise', '--yes'], /aqi, or noise\?/],
    ['a template that is none', ['aqi', '--template', 'rset'], /Did you mean rest\?/],
  ])('%s is a sentence and ends with 3', async (_, argv, message) => {
    const { code, err, left } = await run(argv);
    expect({ code, left }).toEqual({ code: 3, left: [] });
    expect(err).toMatch(message);
  });

  it('tells what it takes, and which it is', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--openapi'), left: [] });
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '0.1.0' });
  });
});
