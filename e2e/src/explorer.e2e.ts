import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './start-browser.ts';
import { type RunningHub, startHub } from './start-hub.ts';

describe('the explorer, in a browser', () => {
  let hub: RunningHub;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];

  beforeAll(async () => {
    hub = await startHub();
    browser = await startBrowser();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await context.newPage();
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(hub.origin)) foreign.push(request.url());
    });
  }, 130_000);

  afterAll(async () => {
    await browser?.close();
    await hub?.close();
  });

  const run = async (): Promise<string> => {
    const reply = page.waitForResponse(
      (response) => response.url().endsWith('/graphql') && response.request().method() === 'POST',
    );
    await page.getByRole('button', { name: 'Execute query' }).click();
    return (await reply).text();
  };

  it('opens with the first question, and tells a visitor to sign in', async () => {
    await page.goto(hub.origin);
    await page.getByText('Not signed in').waitFor();
    await page.getByRole('button', { name: /School entry of my children/ }).waitFor();
    await page.getByText('"year"').waitFor();
    expect(await run()).toContain('UNAUTHENTICATED');
  });

  it('signs a parent in and answers SchoolEntry', async () => {
    const { users } = JSON.parse(await readFile(join(hub.dataDir, 'credentials.json'), 'utf8'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('input[name="username"]').fill('parent');
    await page.locator('input[name="password"]').fill(users.parent);
    await page.locator('[type="submit"]').first().click();
    await page.getByText('Signed in as parent').waitFor();
    await page.getByText('"year"').waitFor();
    const answer = JSON.parse(await run());
    expect(answer.errors).toBeUndefined();
    expect(answer.data.me.guardianOf).toHaveLength(2);
  });

  it('opens another question by one click', async () => {
    await page.getByRole('button', { name: /A district today/ }).click();
    await page.getByRole('tab', { name: 'DistrictToday' }).waitFor();
    await page.getByText('"district"').waitFor();
    expect(JSON.parse(await run()).data.adminDivision.name).toBe('南关区');
  });

  it('has no serious accessibility defect of ours', async () => {
    const { violations } = await new AxeBuilder({ page }).include('.bar').include('.questions').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });

  it('signs out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Not signed in').waitFor();
  });

  it('asks nobody but the hub', () => {
    expect(foreign).toEqual([]);
  });
});
