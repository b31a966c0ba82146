import { launchChromium, newVisitor } from './chromium.ts';
import { enter } from './journey.ts';
import { Pli } from './pli.ts';
import { HttpPerson } from './http-person.ts';

const pli = await Pli.start({ begun: true });
const browser = await launchChromium();
const who = pli.account('member', 0);
const person = await new HttpPerson(pli.url).signIn(who);
const { items } = await person.json<any>('GET', '/api/envelopes?box=inbox');
const sent = await person.json<any>('GET', '/api/envelopes?box=sent');
const ids = [...items, ...sent.items].map((i: any) => i.itemId).slice(0, 12);
await person.json('POST', '/api/items/file', { items: ids, filing: { folder: 'trash' } });
const admin = await new HttpPerson(pli.url).signIn(pli.account('administrator', 0));
await admin.json('POST', '/api/holds', { envelopeId: items[1].envelopeId, why: 'Contentieux' });
const shots: any[] = [['desk', 1280, 820, 'light', 'fr'], ['phone', 390, 780, 'light', 'fr'], ['dark', 1280, 820, 'dark', 'en']];
for (const [name, width, height, colorScheme, locale] of shots) {
  const visitor = await newVisitor(browser, pli.url, { viewport: { width, height }, colorScheme, locale } as any);
  const { page } = visitor;
  await enter(page, who);
  await page.goto('/trash');
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `/tmp/trash-${name}.png` });
  if (name === 'desk') {
    await page.locator('[data-item] input').nth(0).check();
    await page.locator('[data-item] input').nth(1).check();
    await page.screenshot({ path: '/tmp/trash-chosen.png' });
    await page.keyboard.press('#');
    await page.waitForTimeout(2500);
    await page.screenshot({ path: '/tmp/trash-removed.png' });
    const own = sent.items.find((i: any) => ids.includes(i.itemId));
    await person.json('POST', '/api/items/remove', { items: [own.itemId] });
    await page.goto(`/sent/${own.envelopeId}`);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: '/tmp/trash-sent.png' });
  }
  if (name === 'phone') {
    await page.locator('header, main').getByRole('button', { name: 'Vider la corbeille' }).click();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: '/tmp/trash-ask.png' });
  }
  await visitor.leave().catch((e: unknown) => console.log(String(e)));
}
await browser.close();
await pli.stop();
