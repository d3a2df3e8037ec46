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
    locale: 'en',
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

/** Streams that readline takes for a terminal, at which somebody answers each question. */
function rawTerminal(answer: (question: number) => string) {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(isRaw: boolean) {
      input.isRaw = isRaw;
      return input;
    },
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let questions = 0;
  output.on('data', (chunk: Buffer) => {
    if (!/\): $/.test(String(chunk))) return;
    questions += 1;
    input.write(answer(questions));
  });
  return { input, output };
}

describe('npm create citygraph-plugin', () => {
  it('writes, installs and says what comes next', async () => {
    const { code, out, installed, left } = await run(['aqi', '--template', 'entity', '--entity', 'Place', '--yes']);
    expect({ code, left }).toEqual({ code: 0, left: ['aqi'] });
    expect(installed).toContain('package.json');
    expect(out).toMatch(/16 files of template entity are in aqi\.[\s\S]*cd aqi\n {2}npm run dev$/);
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

  // A terminal in raw mode sends no SIGINT: readline sees the key.
  it.each([
    ['Ctrl-C', '\u0003', 1],
    ['Ctrl-C at a later question', '\u0003', 2],
    ['Ctrl-D', '\u0004', 1],
  ])('is interrupted by %s, and leaves nothing', async (_, key, at) => {
    const { input, output } = rawTerminal((question) => (question < at ? 'tidal\r' : key));
    const { code, err, left } = await run([], { input, output });
    expect({ code, err, left }).toEqual({ code: 130, err: 'Interrupted: nothing was written.', left: [] });
    expect(input.isRaw).toBe(false);
  });

  it('is interrupted by Ctrl-C typed before the next question is there', async () => {
    const { input, output } = rawTerminal(() => 'tidal\r\u0003');
    expect(await run([], { input, output })).toMatchObject({ code: 130, left: [] });
  });

  it('is interrupted where the answers end, at a terminal whose questions go to a file', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    input.end('tidal\n');
    expect(await run([], { input })).toMatchObject({ code: 130, left: [] });
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

  describe('to a reader of Chinese', () => {
    const inChinese = { locale: 'zh-CN' } as const;
    /** Two English words in a row, in what is no line to type and no name. */
    const english = (text: string): string[] =>
      text
        .replace(/npm create \S+ aqi -- --yes|npm (install|run dev)|citygraph schema fetch|OpenAPI|^用法.*\n.*$/gm, '')
        .match(/[a-z]{2,} [a-z]{2,}/gi) ?? [];

    it('says what it wrote and what comes next', async () => {
      const { out, err } = await run(['aqi', '--yes'], inChinese);
      expect([out, err]).toEqual([
        '已按模板 entity 在 aqi 中生成 16 个文件。\n\n接下来：\n  cd aqi\n  npm run dev',
        '正在安装软件包……',
      ]);
    });

    it.each<[string[], string | RegExp]>([
      [['--help'], /退出状态/],
      [[], /请给出插件的名称/],
      [['aqi', '--entiti', 'Place'], '没有选项 --entiti。您是否要写 --entity？参见 --help。'],
      [['aqi', '-x'], '没有选项 -x。参见 --help。'],
      [['aqi', '--entity'], '--entity 需要一个值。参见 --help。'],
      [['aqi', '--yes=1'], '--yes 不带值。参见 --help。'],
      [['aqi', 'noise'], '一次只能建立一个插件：aqi 还是 noise？'],
      [['aqi', '--template', 'rset', '--yes'], /没有模板 "rset"/],
    ])('says %j in Chinese alone', async (argv, says) => {
      const { out, err } = await run(argv, inChinese);
      expect(out + err).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
      expect(english(out + err)).toEqual([]);
    });

    it('says why packages are not there', async () => {
      const install = async () => say('npm.ended', { status: 1 });
      expect((await run(['aqi', '--yes'], { ...inChinese, install })).err).toContain(
        '插件已经写好，但npm install 以 1 结束。请在其目录中运行 npm install。',
      );
    });

    it('asks in Chinese', async () => {
      const input = Object.assign(new PassThrough(), { isTTY: true });
      const output = new PassThrough();
      let said = '';
      output.on('data', (chunk: Buffer) => {
        said += chunk;
        if (/: $/.test(String(chunk))) input.write('\n');
      });
      const { code } = await run(['tidal', '--no-install'], { ...inChinese, input, output });
      expect(code).toBe(0);
      expect(said).toMatch(/自己的类型[\s\S]*模板 \(entity\): [\s\S]*要扩展的实体 \(AdminDivision\): /);
      expect(english(said)).toEqual([]);
    });
  });

  it('tells what it takes, and which it is', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--openapi'), left: [] });
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '0.1.0' });
  });
});
