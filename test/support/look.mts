import { mkdirSync, writeFileSync } from 'node:fs';
import { launchChromium, newVisitor } from './chromium.ts';
import { enter, openEnvelope, proveAddress } from './journey.ts';
import { sendLetter } from './node-sender.ts';
import { HttpPerson } from './http-person.ts';
import { Pli } from './pli.ts';
import { waitForMail, envelopePath } from './mails.ts';
import { words } from './words.ts';

const out = '/tmp/ga-pictures';
mkdirSync(out, { recursive: true });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP4z8DAAMIM////ZwAAHu8E/KPItPcAAAAASUVORK5CYII=', 'base64');
writeFileSync('/tmp/ordonnance 1.png', png);
writeFileSync('/tmp/Compte rendu de mes dernières analyses de sang novembre 2026.pdf', Buffer.alloc(900_000, 65));
const pli = await Pli.start({ begun: true });
const browser = await launchChromium();
try {
  const anne = pli.account('member', 1);
  const paul = pli.account('member', 0, 1);
  const person = new HttpPerson(pli.url);
  await person.trySignIn('password', { email: anne.email, password: anne.password });
  const patient = 'patiente@example.org';
  await sendLetter(person, { title: 'Préparation de votre examen', html: '<p>Bonjour Madame,</p><p>Pouvez-vous m’envoyer une photo de vos ordonnances ?</p>', recipients: [{ address: patient, kind: 'to' }, { address: paul.email, name: 'Paul Martin', kind: 'cc' }] });
  const link = envelopePath(await waitForMail(pli.mailDir, patient));
  for (const [name, options, locale] of [
    ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, 'fr'],
    ['phone-dark', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }, 'fr'],
    ['desk-en', { viewport: { width: 1280, height: 820 }, locale: 'en-GB' }, 'en'],
  ] as const) {
    const { page, context } = await newVisitor(browser, pli.url, options);
    const w = (key: string) => words(locale, key);
    await page.goto(link);
    await proveAddress(page, pli.mailDir, patient, locale);
    await openEnvelope(page, locale);
    await page.getByRole('button', { name: w('answer.answer'), exact: true }).waitFor();
    await page.screenshot({ path: `${out}/${name}-1-letter.png`, fullPage: true });
    await page.getByRole('button', { name: w('answer.answer'), exact: true }).click();
    await page.getByLabel(w('answer.form.text')).fill('Bonjour Docteur,\nVoici mes deux ordonnances. La deuxième date d’octobre.\nMerci, à jeudi.');
    await page.locator('input[type=file]').setInputFiles(['/tmp/ordonnance 1.png', '/tmp/Compte rendu de mes dernières analyses de sang novembre 2026.pdf']);
    await page.locator('li[data-status="ready"]').nth(1).waitFor();
    await page.screenshot({ path: `${out}/${name}-2-form.png`, fullPage: true });
    await page.getByRole('button', { name: w('answer.form.send') }).click();
    await page.getByTestId('answer-receipt').waitFor();
    await page.screenshot({ path: `${out}/${name}-3-receipt.png`, fullPage: true });
    await page.getByRole('button', { name: w('answer.receipt.back') }).click();
    await page.getByRole('button', { name: locale === 'fr' ? /Relire/ : /again/ }).first().click();
    await page.frameLocator('section iframe').last().getByText('Bonjour Docteur').waitFor();
    await page.screenshot({ path: `${out}/${name}-4-own.png`, fullPage: true });
    await context.close();
  }
  const member = await newVisitor(browser, pli.url, { viewport: { width: 1280, height: 820 } });
  await enter(member.page, anne);
  await member.page.goto('/inbox');
  await member.page.screenshot({ path: `${out}/member-1-inbox.png` });
  await member.page.getByText(patient).first().click();
  await openEnvelope(member.page);
  await member.page.screenshot({ path: `${out}/member-2-answer.png`, fullPage: true });
  await member.page.keyboard.press('r');
  await member.page.locator('[contenteditable="true"]').waitFor();
} finally {
  await browser.close();
  await pli.stop();
}
