import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { decryptManifest } from '../../lib/envelope-format/manifest';
import { CdpPage } from '../support/cdp-page.ts';
import { CdpPipe } from '../support/cdp-pipe.ts';
import { dropAndSend, signedIn, writtenLetter } from '../support/compose-by-devtools.ts';
import { HttpPerson } from '../support/http-person.ts';
import { open, referenceOfEnvelope } from '../support/letters.ts';
import { randomFile, sha256OfFile } from '../support/random-file.ts';
import { withPli } from '../support/with-pli.ts';

/** Driven without Playwright, which keeps every tab visible: here the browser hides and slows a covered tab as it does for people. */
describe('a tab that is covered by another one while it uploads', () => {
  const running = withPli();
  let browser: CdpPipe;
  beforeAll(async () => {
    browser = await CdpPipe.launch();
  });
  afterAll(() => browser?.close());

  test('seals 24 MB all the same, timers throttled and all, and it is the very file', async () => {
    const { pli } = running;
    const file = await randomFile(24_000_000);
    const recipient = pli.account('member', 1);
    const author = await signedIn(browser, await new HttpPerson(pli.url).signIn(pli.account('member', 0)));
    const cover = await CdpPage.open(browser, 'data:text/html,<title>another tab</title>', author.contextId);
    const page = await writtenLetter(author, recipient.email);
    await page.bringToFront();
    await dropAndSend(page, file, () => cover.bringToFront());
    expect(await page.evaluate('document.visibilityState')).toBe('hidden');

    const [row] = await running.tamper<{ id: string }>("SELECT id FROM envelopes WHERE state = 'sealed'");
    const reader = await running.person(recipient);
    const answer = await open(reader, await referenceOfEnvelope(running, row?.id ?? '', recipient.email));
    const [attachment] = (await manifestOf(answer, pli.url)).parts.filter(
      (part) => part.kind === 'attachment',
    );
    expect(attachment?.plaintextBytes).toBe(24_000_000);
    expect(attachment?.plaintextSha256).toBe(await sha256OfFile(file));
  });
});

async function manifestOf(answer: OpenEnvelopeAnswer, baseUrl: string) {
  const seal = JSON.parse(Buffer.from(answer.seal, 'base64').toString('utf8')) as {
    manifest: { sha256: string };
  }; // docs/envelope-format.md, section "Seal"
  const request = answer.objects[seal.manifest.sha256];
  if (!request) throw new Error('no manifest');
  const stored = await fetch(new URL(request.url, baseUrl), { headers: request.headers });
  return decryptManifest(
    new Uint8Array(Buffer.from(answer.contentKey, 'base64')),
    new Uint8Array(await stored.arrayBuffer()),
  );
}
