import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../src/cli/report/render-html.ts';
import type { SubmitReport } from '../src/cli/report/submit-report.ts';
import { openBrowser } from './support/browser.ts';

// The report of `rollcall submit` as people have it: on a screen, on a phone, at night and on paper.

const example = (row: number, message: string) => ({ file: 'users.csv', row, message });
const long = 'A'.repeat(200);

const report: SubmitReport = {
  version: 1,
  state: 'imported_with_messages',
  summary: `SIS import 9: imported with messages ${long}`,
  exit_status: 1,
  started_at: '2026-11-24T02:30:00.000Z',
  ended_at: '2026-11-24T02:31:00.000Z',
  profile: 'night',
  server: `https://${long}.example`,
  account: 'self',
  options: { hold: 'on' },
  guards: { max_deletes: null, max_change: null, max_shrink: { percent: 10 }, min_rows: {} },
  ignores_guards: false,
  reasons: [long],
  check: {
    counts: { error: 3, warning: 0, note: 0 },
    causes: [{ severity: 'error', code: 'user.login_id_missing', message: `User ${long} has no login_id` }],
    cause_count: 3,
  },
  kinds: [
    {
      kind: 'group_memberships',
      rows: 1_234_567,
      deletes: 1_234_567,
      last_rows: 1_234_567,
      added: 1_234_567,
      changed: 1_234_567,
      gone: 1_234_567,
      done: { created: 1, changed: 2, deleted: 3, unchanged: 4, skipped: 5 },
    },
  ],
  messages: {
    total: 4,
    read: 4,
    groups: [
      {
        code: null,
        files: [],
        cause: 'User … has no login_id',
        count: 2,
        examples: [example(2, 'User A'), example(3, 'User B')],
      },
      {
        code: null,
        files: [],
        cause: 'Another one …',
        count: 2,
        examples: [example(4, 'User C'), example(5, 'the last of all')],
      },
      { code: null, files: [], cause: 'One alone', count: 1, examples: [example(6, 'One alone')] },
    ],
  },
  timings: [{ step: 'zip', ms: 14 }],
  import: null,
};

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 240_000);
afterAll(() => browser?.close());

async function open(
  options: { readonly width: number; readonly scheme: 'light' | 'dark' },
  look: (page: Page, complaints: readonly string[]) => Promise<void>,
): Promise<void> {
  const { width, scheme } = options;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.setContent(renderHtml(report));
  await look(page, complaints);
  await page.close();
}

const backgroundOf = (page: Page) =>
  page
    .locator('section')
    .first()
    .evaluate((one) => getComputedStyle(one).backgroundColor);

describe('the page of a report', () => {
  it.each([1200, 360])('%d pixels wide has nothing beside the screen', async (width) => {
    await open({ width, scheme: 'light' }, async (page, complaints) => {
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beside).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  });

  it('is dark where a person wants it so, but not on paper', async () => {
    await open({ width: 800, scheme: 'light' }, async (page) => {
      expect(await backgroundOf(page)).toBe('rgb(255, 255, 255)');
    });
    await open({ width: 800, scheme: 'dark' }, async (page) => {
      expect(await backgroundOf(page)).not.toBe('rgb(255, 255, 255)');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await backgroundOf(page)).toBe('rgb(255, 255, 255)');
    });
  });

  it('hides the rows of the rarer causes until they are asked for, and shows them on paper', async () => {
    await open({ width: 800, scheme: 'light' }, async (page) => {
      const last = page.getByText('the last of all');
      expect(await last.isVisible()).toBe(false);
      await page.locator('summary').last().click();
      expect(await last.isVisible()).toBe(true);
      await page.locator('summary').last().click();
      await page.emulateMedia({ media: 'print' });
      expect(await last.isVisible()).toBe(true);
      expect(await page.getByText('One alone').count()).toBe(1);
    });
  });
});
