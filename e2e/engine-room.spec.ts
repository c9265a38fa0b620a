/** The engine room shows what the shopper just saw, not what it asks for itself. */
import { expect, openShop, test } from './shop';

test('the last call is the last shelf', async ({ page, server }) => {
  await openShop(page, server, '#/?visitor=baker&basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  const room = page.getByRole('dialog', { name: 'Engine room' });
  const call = room.getByRole('region', { name: 'Last call' });
  const calls = call.locator('dd').last();
  await expect(call).toContainText('What may come next');
  await page
    .locator('.for-basket rec-shelf')
    .getByRole('button', { name: /^Add / })
    .first()
    .click();
  await expect(call).toContainText('What goes with the basket');
  const shown = await calls.textContent();
  // The beam is traced and the proof without a network is made by questions of the room's own.
  await expect(room.getByRole('region', { name: 'The beam' })).toContainText('one first code');
  await room.getByRole('switch', { name: 'Take the network away' }).click();
  await expect(room.getByRole('region', { name: 'Network' })).toContainText('filled again');
  await expect(calls).toHaveText(shown ?? '');
});
