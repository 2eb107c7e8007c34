// Uses a notebook of the kit in JupyterLab 4 as a reader does, in a real browser; environment/test-lab starts it.
//   node notebook.mjs CHROMIUM LAB_URL_WITH_TOKEN NOTEBOOK FOLDER_FOR_SCREENSHOTS
// It works on a copy without outputs, which it deletes at the end. Exit code: 0 all seen, 1 something was not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [executable, address, notebookFile, folder] = process.argv.slice(2);
const lab = new URL(address);
const token = lab.searchParams.get('token');
const COPY = 'opened-by-test-lab.ipynb';
const MINUTES = 60_000;

async function api(method, place, body) {
  const answer = await fetch(new URL(`/api/${place}`, lab), {
    method,
    headers: { Authorization: `token ${token}` },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} /api/${place}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? null : answer.json();
}

const notebook = JSON.parse(fs.readFileSync(notebookFile, 'utf8'));
for (const cell of notebook.cells.filter((c) => c.cell_type === 'code')) {
  cell.outputs = [];
  cell.execution_count = null;
}
await api('PUT', `contents/${COPY}`, { type: 'notebook', format: 'json', content: notebook });

const browser = await chromium.launch({
  executablePath: executable,
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
    ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});
const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
page.setDefaultTimeout(MINUTES);

// The code cell whose source holds the text. JupyterLab keeps only the cells in sight in the page: scroll to it.
async function cellWith(text) {
  const cell = page.locator('.jp-Notebook .jp-CodeCell').filter({ hasText: text }).first();
  const scroller = page.locator('.jp-Notebook .jp-WindowedPanel-outer, .jp-Notebook.jp-mod-scrollPastEnd').first();
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  for (let tries = 0; tries < 60; tries++) {
    await page.waitForTimeout(300);
    if (await cell.count() && await cell.locator('.cm-content').isVisible()) {
      await cell.scrollIntoViewIfNeeded();
      return cell;
    }
    await scroller.evaluate((element) => element.scrollBy(0, element.clientHeight / 2));
  }
  assert.fail(`there is no cell with ${text}`);
}
const outputOf = (cell) => cell.locator('.jp-OutputArea-output');
const prompt = (cell) => cell.locator('.jp-InputArea-prompt').first();

async function start(text) {
  const cell = await cellWith(text);
  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Escape');
  return cell;
}

async function finished(cell) {
  await prompt(cell).filter({ hasText: /\[\d+\]/ }).waitFor({ timeout: 15 * MINUTES });
}

async function run(text) {
  const cell = await start(text);
  await finished(cell);
  assert.equal(await cell.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').count(), 0,
    `${text}: ${(await outputOf(cell).allInnerTexts()).join('\n')}`);
  return cell;
}

async function screenshot(name) {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(`   ${file}`);
}

// Pixels of a picture as the browser shows it, and how many different colours are in it.
const picture = (image) => image.evaluate(async (img) => {
  await img.decode();
  const canvas = document.createElement('canvas');
  canvas.width = img.naturalWidth;
  canvas.height = img.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(img, 0, 0);
  const data = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return { width: img.width, height: img.height, colours: new Set(data).size };
});

try {
  console.log('1. opens, with the kit\'s kernel');
  await page.goto(new URL(`/lab/tree/${COPY}?token=${token}`, lab).href);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 2 * MINUTES });
  await page.locator('.jp-Toolbar-kernelName').filter({ hasText: /^Java \(ANP-VS/ }).waitFor();
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 2 * MINUTES });

  console.log('2. the first cell runs');
  const first = await run('Kit.open()');
  assert.equal((await prompt(first).innerText()).trim(), '[1]:');
  assert.match((await outputOf(first).allInnerTexts()).join('\n'), /smoke/);
  await screenshot('1-first-cell');

  console.log('3. a later cell runs alone, and its chart is seen');
  const later = await run('kit.accuracyByEpsilon()');
  assert.equal((await prompt(later).innerText()).trim(), '[2]:');
  const chart = later.locator('.jp-OutputArea-output img').last();
  await chart.waitFor();
  await chart.scrollIntoViewIfNeeded();
  const shown = await picture(chart);
  console.log(`   ${shown.width} x ${shown.height} pixels, ${shown.colours} colours`);
  assert.ok(shown.width > 300 && shown.height > 200 && shown.colours > 20, 'the chart is empty');
  await screenshot('2-later-cell-alone');

  console.log('4. a cell that trains shows its progress and is interrupted');
  const training = await start('kit.maskWhileTraining()');
  await training.locator('.jp-OutputArea-output img').first().waitFor({ timeout: 3 * MINUTES });
  await screenshot('3-training');
  await page.locator('button[data-command="notebook:interrupt-kernel"], [data-command="notebook:interrupt-kernel"] button').first().click();
  await finished(training);
  const said = (await outputOf(training).allInnerTexts()).join('\n');
  assert.match(said, /interrupted/i);
  console.log(`   ${said.trim()}`);
  await training.scrollIntoViewIfNeeded();
  await screenshot('4-interrupted');

  console.log('5. the kernel goes on: another cell, then the interrupted one to its end');
  await run('kit.keptUnits()');
  const again = await run('kit.maskWhileTraining()');
  assert.match((await outputOf(again).allInnerTexts()).join('\n'), /\d+ steps done/);
  await again.scrollIntoViewIfNeeded();
  await screenshot('5-trained');
  console.log('All seen.');
} catch (problem) {
  await screenshot('failed').catch(() => {});
  console.error(problem);
  process.exitCode = 1;
} finally {
  await browser.close();
  for (const session of await api('GET', 'sessions')) {
    if (session.path === COPY) {
      await api('DELETE', `sessions/${session.id}`);
    }
  }
  await api('DELETE', `contents/${COPY}`);
}
