import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HOUSE } from './hub-client.ts';
import { startBrowser } from './start-browser.ts';
import { type RunningHub, startHub } from './start-hub.ts';

describe('the documentation, in a browser', () => {
  let hub: RunningHub;
  let browser: Browser;
  let page: Page;
  /** Requests elsewhere, and what the browser complained of: its policy among it. */
  const faults: string[] = [];

  beforeAll(async () => {
    // What `npm run docs` runs.
    await promisify(execFile)(process.execPath, [join(HOUSE, 'docs/site/dist/build-site.js')], { cwd: HOUSE });
    hub = await startHub();
    browser = await startBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(hub.origin)) faults.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', ({ message }) => void faults.push(message));
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await hub?.close();
  });

  it.each([
    ['', 'Publish a field', 'Your first field'],
    ['zh/', '发布字段', '第一个字段'],
  ])('/docs/%s leads to the first page', async (path, door, title) => {
    await page.goto(`${hub.origin}/docs/${path}`);
    await page.locator('.VPHero').getByRole('link', { name: door }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  it.each([
    ['', 'sandbox', 'From sandbox to stable'],
    ['zh/', '撤回同意', '数据与授权'],
  ])('/docs/%s finds %s', async (path, words, title) => {
    await page.goto(`${hub.origin}/docs/${path}`, { waitUntil: 'networkidle' });
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill(words);
    await page.locator('.result').filter({ hasText: title }).first().waitFor();
  });

  it.each(['', 'zh/', 'vendors/first-field.html', 'zh/vendors/checks.html', 'zh/reference/manifest.html'])(
    '/docs/%s keeps nobody out (WCAG 2.1 AA)',
    async (path) => {
      await page.goto(`${hub.origin}/docs/${path}`, { waitUntil: 'networkidle' });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map(({ html }) => html.slice(0, 200))
              .join(' ')}`,
        ),
      ).toEqual([]);
    },
  );

  it('loaded nothing from elsewhere, and nothing that the hub’s policy forbids', () => {
    expect(faults).toEqual([]);
  });
});
