import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import type { HttpPerson } from '../support/http-person.ts';
import { signIn } from '../support/journey.ts';
import { referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { until } from '../support/pli.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const secretWords = 'diagnostic strictement confidentiel';
const fileName = 'bilan sanguin.txt';
const otherAddress = 'temoin@example.org';

type ObjectClass = 'manifest' | 'body' | 'attachment';
type Stored = { kind: ObjectClass; index: number; file: string };
/** Changes one byte sequence, to see whether the reader notices. */
type Bytewise = (bytes: Buffer) => Buffer;

const flipAt =
  (where: (length: number) => number): Bytewise =>
  (bytes) => {
    const at = where(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
    return bytes;
  };
const bytewise: [string, Bytewise][] = [
  ['its first byte flipped', flipAt(() => 0)],
  ['its salt flipped', flipAt(() => 20)],
  ['a byte in the middle flipped', flipAt((length) => Math.floor(length / 2))],
  ['its last byte flipped', flipAt((length) => length - 1)],
  ['one byte cut off', (bytes) => bytes.subarray(0, -1)],
  ['all but its head cut off', (bytes) => bytes.subarray(0, 40)],
  ['emptied', () => Buffer.alloc(0)],
  ['one byte added', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
];

describe('what is stored, changed behind the back of Pli', () => {
  const running = withPli();
  let browser: Browser;
  let reader: Visitor;
  let sender: HttpPerson;
  let readerAddress: string;
  /** Another envelope to the same reader, whose pieces are put into others. */
  let donor: SentLetter;

  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
    const account = running.pli.account('member', 1);
    readerAddress = account.email;
    browser = await launchChromium();
    reader = await newVisitor(browser, running.pli.url);
    reader.expectComplaint(/status of (404|500)|React error #441/); // an object that is gone; a row that cannot be read
    await signIn(reader.page, account);
    donor = await freshLetter();
  });
  afterAll(async () => {
    await reader?.leave();
    await browser?.close();
  });

  /** Two files, the first of two segments, sealed and stamped. */
  async function freshLetter(): Promise<SentLetter> {
    const large = new Uint8Array(8_388_608 + 5_000).fill(65);
    const letter = await sendAndWait(running, sender, {
      html: `<p>${secretWords}</p>`,
      files: [
        { name: fileName, bytes: large },
        { name: 'second.txt', bytes: new Uint8Array(300).fill(66) },
      ],
      recipients: [
        { address: readerAddress, kind: 'to' },
        { address: otherAddress, kind: 'to' },
      ],
    });
    await until(
      async () =>
        (
          await running.tamper('SELECT 1 FROM envelopes WHERE id = $1 AND timestamp_response IS NOT NULL', [
            letter.envelopeId,
          ])
        ).length === 1,
      60,
      'never stamped',
    );
    return letter;
  }

  async function storedObjects(letter: SentLetter): Promise<Stored[]> {
    const rows = await running.tamper<{ kind: ObjectClass; index: number; sha256: string }>(
      'SELECT p.kind::text AS kind, s.index, s.sha256 FROM segments s JOIN parts p ON p.id = s.part_id WHERE p.envelope_id = $1 ORDER BY p.position, s.index',
      [letter.envelopeId],
    );
    const folder = path.join(
      running.pli.dataDir,
      'vault/objects',
      letter.envelopeId.slice(-2),
      letter.envelopeId,
    );
    return rows.map(({ kind, index, sha256 }) => ({ kind, index, file: path.join(folder, sha256) }));
  }

  async function objectOf(letter: SentLetter, kind: ObjectClass, nth = 0): Promise<Stored> {
    const found = (await storedObjects(letter)).filter((object) => object.kind === kind)[nth];
    if (!found) throw new Error(`no ${kind} number ${nth}`);
    return found;
  }

  /** Presses Open as the reader; what the page then shows. */
  async function openInBrowser(letter: SentLetter): Promise<'shown' | 'mistrusted' | 'refused'> {
    const { page } = reader;
    await page.goto(`/e/${referenceOf(letter, readerAddress)}`);
    const button = page.getByRole('button', { name: words('fr', 'open.letter.open') });
    const noPage = page.getByText(words('fr', 'common.error.title'));
    await button.or(noPage).waitFor();
    if (await noPage.isVisible()) return 'refused';
    await button.click();
    const shown = page.locator('article h1');
    const mistrusted = page.getByTestId('integrity-failed');
    const refused = page.getByRole('button', { name: words('fr', 'open.refused.retry') });
    await shown.or(mistrusted).or(refused).first().waitFor({ timeout: 60_000 });
    if (await shown.isVisible()) return 'shown';
    expect(await page.content(), 'nothing of the content is in the page').not.toContain(secretWords);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toContain(fileName);
    return (await mistrusted.isVisible()) ? 'mistrusted' : 'refused';
  }

  test('untouched, it is shown with its message and its files', async () => {
    expect(await openInBrowser(await freshLetter())).toBe('shown');
    expect(await reader.page.frameLocator('iframe').locator('body').innerText()).toContain(secretWords);
  });

  test('another recipient who is renamed, or added to the rows, is never named to the reader: refused', async () => {
    const letter = await freshLetter();
    await running.tamper(
      `UPDATE recipients SET address = 'autre@example.org' WHERE envelope_id = $1 AND address = $2`,
      [letter.envelopeId, otherAddress],
    );
    expect(await openInBrowser(letter)).toBe('mistrusted');
    await running.tamper(
      `UPDATE recipients SET address = $2 WHERE envelope_id = $1 AND address = 'autre@example.org'`,
      [letter.envelopeId, otherAddress],
    );
    expect(await openInBrowser(letter)).toBe('shown');
    await running.tamper(
      `INSERT INTO recipients (id, envelope_id, kind, address, reference, salt, locale, notification_id)
       SELECT gen_random_uuid(), envelope_id, 'cc', 'ajoute@example.org', 'x' || reference, salt, locale, 'x' || notification_id
       FROM recipients WHERE envelope_id = $1 AND address = $2`,
      [letter.envelopeId, otherAddress],
    );
    expect(await openInBrowser(letter)).toBe('mistrusted');
  });

  describe.each<[ObjectClass, number]>([
    ['manifest', 0],
    ['body', 0],
    ['attachment', 0],
    ['attachment', 1],
  ])('the stored object of the %s (segment %i)', (kind, nth) => {
    test('is refused with any change of its bytes, and accepted again without', async () => {
      const letter = await freshLetter();
      const { file } = await objectOf(letter, kind, nth);
      const original = readFileSync(file);
      const verdicts: Record<string, string> = {};
      for (const [change, of] of bytewise) {
        writeFileSync(file, of(Buffer.from(original)));
        verdicts[change] = await openInBrowser(letter);
      }
      rmSync(file);
      verdicts['taken away'] = await openInBrowser(letter);
      const donated = await objectOf(donor, kind, nth);
      writeFileSync(file, readFileSync(donated.file));
      verdicts["another envelope's in its place"] = await openInBrowser(letter);
      expect(verdicts).toEqual(
        Object.fromEntries(Object.keys(verdicts).map((change) => [change, 'mistrusted'])),
      );
      writeFileSync(file, original);
      expect(await openInBrowser(letter)).toBe('shown');
    });
  });

  test.each<[string, [ObjectClass, number], [ObjectClass, number]]>([
    ['the two segments of a file', ['attachment', 0], ['attachment', 1]],
    ['segments of two files', ['attachment', 1], ['attachment', 2]],
    ['the message and a file', ['body', 0], ['attachment', 2]],
    ['the manifest and the message', ['manifest', 0], ['body', 0]],
  ])('%s, exchanged in the store, are refused', async (_, [oneKind, oneNth], [otherKind, otherNth]) => {
    const letter = await freshLetter();
    const one = (await objectOf(letter, oneKind, oneNth)).file;
    const other = (await objectOf(letter, otherKind, otherNth)).file;
    renameSync(one, `${one}.aside`);
    renameSync(other, one);
    renameSync(`${one}.aside`, other);
    expect(await openInBrowser(letter)).toBe('mistrusted');
  });

  /** Column of `envelopes`, changed by an SQL expression; $2 is the donor. */
  test.each<[string, string]>([
    [
      'a bit of the seal flipped',
      'UPDATE envelopes SET seal = set_byte(seal, 40, get_byte(seal, 40) # 1) WHERE id = $1',
    ],
    [
      'a digest in the seal changed',
      // another character than the one that stands there
      `UPDATE envelopes SET seal = convert_to(regexp_replace(convert_from(seal, 'UTF8'), '"sha256":"(.)',
         '"sha256":"' || CASE substring(convert_from(seal, 'UTF8') from '"sha256":"(.)') WHEN '0' THEN '1' ELSE '0' END), 'UTF8') WHERE id = $1`,
    ],
    [
      'the time in the seal changed',
      `UPDATE envelopes SET seal = convert_to(regexp_replace(convert_from(seal, 'UTF8'), '"sealedAt":"20..', '"sealedAt":"2020'), 'UTF8') WHERE id = $1`,
    ],
    [
      'the seal cut short',
      'UPDATE envelopes SET seal = substring(seal from 1 for length(seal) - 1) WHERE id = $1',
    ],
    [
      'the seal of another envelope',
      'UPDATE envelopes SET seal = (SELECT seal FROM envelopes WHERE id = $2) WHERE id = $1',
    ],
    [
      'seal, signature and timestamp of another envelope',
      'UPDATE envelopes e SET seal = d.seal, seal_signature = d.seal_signature, timestamp_response = d.timestamp_response FROM envelopes d WHERE d.id = $2 AND e.id = $1',
    ],
    [
      'the signature of another envelope',
      'UPDATE envelopes SET seal_signature = (SELECT seal_signature FROM envelopes WHERE id = $2) WHERE id = $1',
    ],
    [
      'a character of the signature changed',
      "UPDATE envelopes SET seal_signature = overlay(seal_signature placing CASE substring(seal_signature from 90 for 1) WHEN 'A' THEN 'B' ELSE 'A' END from 90 for 1) WHERE id = $1",
    ],
    ['the signature emptied', "UPDATE envelopes SET seal_signature = '' WHERE id = $1"],
    [
      'the timestamp of another envelope',
      'UPDATE envelopes SET timestamp_response = (SELECT timestamp_response FROM envelopes WHERE id = $2) WHERE id = $1',
    ],
    [
      'a bit of the timestamp flipped',
      'UPDATE envelopes SET timestamp_response = set_byte(timestamp_response, length(timestamp_response) - 5, get_byte(timestamp_response, length(timestamp_response) - 5) # 1) WHERE id = $1',
    ],
    [
      'the timestamp cut short',
      'UPDATE envelopes SET timestamp_response = substring(timestamp_response from 1 for 200) WHERE id = $1',
    ],
    [
      'the key packet of another envelope',
      'UPDATE envelopes SET key_packet = (SELECT key_packet FROM envelopes WHERE id = $2) WHERE id = $1',
    ],
    [
      'a bit of the key packet flipped',
      'UPDATE envelopes SET key_packet = set_byte(key_packet, length(key_packet) - 3, get_byte(key_packet, length(key_packet) - 3) # 1) WHERE id = $1',
    ],
    [
      'the key packet cut short',
      'UPDATE envelopes SET key_packet = substring(key_packet from 1 for 60) WHERE id = $1',
    ],
    [
      "a bit of the recipient's salt flipped",
      'UPDATE recipients SET salt = set_byte(salt, 3, get_byte(salt, 3) # 1) WHERE envelope_id = $1',
    ],
    [
      "another recipient's salt",
      'UPDATE recipients r SET salt = o.salt FROM recipients o WHERE o.envelope_id = $1 AND o.address <> r.address AND r.envelope_id = $1 AND $2::uuid IS NOT NULL',
    ],
  ])('%s: refused, and nothing is shown', async (_, sql) => {
    const letter = await freshLetter();
    await running.tamper(
      sql,
      sql.includes('$2') ? [letter.envelopeId, donor.envelopeId] : [letter.envelopeId],
    );
    expect(['mistrusted', 'refused']).toContain(await openInBrowser(letter));
  });

  test('files of the sealed list put in another order, with their signature kept: refused', async () => {
    const letter = await freshLetter();
    const [row] = await running.tamper<{ seal: Buffer }>('SELECT seal FROM envelopes WHERE id = $1', [
      letter.envelopeId,
    ]);
    const seal = JSON.parse(row?.seal.toString('utf8') ?? '') as { parts: unknown[] }; // as the server wrote it
    const reordered = { ...seal, parts: [seal.parts[0], seal.parts[2], seal.parts[1]] };
    await running.tamper('UPDATE envelopes SET seal = $2 WHERE id = $1', [
      letter.envelopeId,
      Buffer.from(JSON.stringify(reordered)),
    ]);
    expect(await openInBrowser(letter)).toBe('mistrusted');
  });

  test('rows of parts and segments put in another order, dropped or doubled in the database change nothing that is shown', async () => {
    const letter = await freshLetter();
    await running.tamper('UPDATE parts SET position = 100 - position WHERE envelope_id = $1', [
      letter.envelopeId,
    ]);
    await running.tamper(
      'DELETE FROM segments s USING parts p WHERE p.id = s.part_id AND p.envelope_id = $1 AND s.index = 1',
      [letter.envelopeId],
    );
    expect(await openInBrowser(letter)).toBe('shown');
    expect(await reader.page.locator('li', { hasText: fileName }).innerText()).toMatch(/\b8\sMo\b/);
  });

  test('the page names the check that failed', async () => {
    const letter = await freshLetter();
    await running.tamper(
      'UPDATE envelopes SET seal_signature = (SELECT seal_signature FROM envelopes WHERE id = $2) WHERE id = $1',
      [letter.envelopeId, donor.envelopeId],
    );
    expect(await openInBrowser(letter)).toBe('mistrusted');
    const step = words('fr', 'open.checks.step.signature');
    expect(await reader.page.getByTestId('integrity-failed').innerText()).toContain(
      words('fr', 'open.mistrusted.failedStep', { step }),
    );
  });
});
