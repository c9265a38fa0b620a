/** Photos: a product that is only drawn, a search by looks, what is refused, and a shop that cannot read pictures. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Manifest } from '../src/contract/bundle';
import { expect, openShop, ready, test } from './shop';

/** A picture, made in the page. */
async function picture(page: Page, colour: string): Promise<Buffer> {
  const encoded = await page.evaluate((fill) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 96;
    const brush = canvas.getContext('2d')!;
    brush.fillStyle = fill;
    brush.fillRect(16, 8, 64, 80);
    return canvas.toDataURL('image/png').split(',')[1];
  }, colour);
  return Buffer.from(encoded, 'base64');
}

test('a product that is only drawn gets its place by its looks', async ({ page, server }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openShop(page, server, '#/add');
  expect(server.requests.filter((path) => path.includes('/encoders/'))).toEqual([]);
  await page.getByRole('button', { name: 'Draw it' }).click();
  const pad = page.getByRole('dialog', { name: 'Draw the product' });
  await expect(pad.getByRole('button', { name: 'Use it' })).toBeDisabled();
  await pad.getByRole('radio', { name: 'Red' }).check();
  const box = (await pad.getByRole('img', { name: 'Your drawing' }).boundingBox())!;
  await page.mouse.move(box.x + 80, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 80, { steps: 4 });
  await page.mouse.move(box.x + 200, box.y + 220, { steps: 4 });
  await page.mouse.up();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await pad.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByRole('img', { name: 'The photo you gave' })).toBeVisible();
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();

  const placed = page.locator('.placed');
  await expect(placed.locator('h2').first()).toHaveText(/^Like ./);
  await expect(placed.locator('.way')).toContainText('by looks');
  // What was drawn is what the shop shows, and the lamps for words are the dark ones.
  await expect(placed.locator('.own .picture img')).toHaveAttribute('src', /^data:image\/jpeg;/);
  await expect(placed.locator('.stage')).toHaveCount(4);
  await expect(placed.locator('.group.text')).toHaveClass(/dark/);
  await expect(placed.locator('.group.image')).not.toHaveClass(/dark/);
  await expect(placed.locator('.stage').first()).toContainText('look at pictures alone');
  await expect(page.getByRole('img', { name: 'The photo you gave' })).toHaveCount(0);
  await placed
    .getByRole('button', { name: /to the basket$/ })
    .first()
    .click();
  const line = page.locator('.basket .picture img');
  await expect(line).toBeVisible();
  expect(await line.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
});

test('a photo is chosen, dropped or pasted, and what is none is refused in words', async ({
  page,
  server,
}) => {
  await openShop(page, server, '#/add');
  const shown = page.getByRole('img', { name: 'The photo you gave' });
  const choose = async (name: string, mimeType: string, buffer: Buffer): Promise<void> => {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add a photo' }).click();
    await (await asked).setFiles({ name, mimeType, buffer });
  };
  await choose('notes.jpg', 'image/jpeg', Buffer.from('These are words.'));
  await expect(page.getByText('No picture')).toBeVisible();
  await expect(shown).toHaveCount(0);
  await page.getByLabel('What is it called?').fill('Barista oat milk');
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();
  await expect(page.getByRole('alert')).toContainText('The picture is');
  // Nothing is lost: another photo, the same name.
  const red = await picture(page, '#c33');
  await choose('red.png', 'image/png', red);
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();
  await expect(page.locator('.placed h2').first()).toHaveText('Barista oat milk');
  await expect(page.locator('.placed .way')).toContainText('by words and looks');
  // It looks the same on the next visit.
  const shownAs = await page.locator('.own .picture img').getAttribute('src');
  await page.reload();
  await ready(page);
  await expect(page.locator('.own .picture img')).toHaveAttribute('src', shownAs!);
  await expect(page.locator('.placed .stage')).toHaveCount(4);

  for (const type of ['drop', 'paste'] as const) {
    await page.evaluate(
      ([kind, base64]) => {
        const binary = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([binary], 'photo.png', { type: 'image/png' }));
        const form = document.querySelector('.own-form')!;
        const init = { bubbles: true, cancelable: true };
        form.dispatchEvent(
          kind === 'drop'
            ? new DragEvent('drop', { ...init, dataTransfer: data })
            : new ClipboardEvent('paste', { ...init, clipboardData: data }),
        );
      },
      [type, red.toString('base64')] as const,
    );
    await expect(shown).toBeVisible();
    await page.getByRole('button', { name: 'Take the photo away' }).click();
    await expect(shown).toHaveCount(0);
  }
});

test('a photo finds what looks like it', async ({ page, server }) => {
  await openShop(page, server);
  await page.getByRole('link', { name: 'Search with a photo' }).click();
  await expect(page.getByRole('heading', { name: 'Search with a photo' })).toBeVisible();
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add a photo' }).click();
  const buffer = await picture(page, '#2a6');
  await (await asked).setFiles({ name: 'green.png', mimeType: 'image/png', buffer });
  await expect(page.locator('.search .card').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'what they look like' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: 'Take the photo away' }).click();
  await expect(page.locator('.search .card')).toHaveCount(0);
});

test('a shop that cannot read pictures asks for none', async ({ page, server }) => {
  server.faults.set('grocery/manifest.json', {
    body: (original) => {
      const { encoders, ...manifest } = JSON.parse(String(original)) as Manifest;
      return JSON.stringify({ ...manifest, encoders: { text: encoders!.text } });
    },
  });
  await openShop(page, server, '#/add');
  await expect(page.getByRole('button', { name: 'Put it on the shelf' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add a photo' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Search with a photo' })).toHaveCount(0);
});
