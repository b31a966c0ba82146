import { describe, expect, test } from 'vitest';
import { fileName, otherAddress, withTamperedLetters } from '../support/tampered-letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

/** Where the size of a file is not the point. */
const smallBytes = 5_000;

describe('what stands in the database, changed behind the back of Pli', () => {
  const running = withSharedPli();
  const letters = withTamperedLetters(running);
  const { freshLetter, openInBrowser } = letters;

  test('another recipient who is renamed, or added to the rows, is never named to the reader: refused', async () => {
    const letter = await freshLetter(smallBytes);
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
      `INSERT INTO recipients (id, envelope_id, kind, address, mailbox_id, reference, salt, locale, notification_id, delivery_state, released_at)
       SELECT gen_random_uuid(), envelope_id, 'cc', 'ajoute@example.org', mailbox_id, 'x' || reference, salt, locale, 'x' || notification_id,
         delivery_state, released_at
       FROM recipients WHERE envelope_id = $1 AND address = $2`,
      [letter.envelopeId, otherAddress],
    );
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
      'UPDATE envelope_keys SET packet = (SELECT packet FROM envelope_keys WHERE envelope_id = $2) WHERE envelope_id = $1',
    ],
    [
      'a bit of the key packet flipped',
      'UPDATE envelope_keys SET packet = set_byte(packet, length(packet) - 3, get_byte(packet, length(packet) - 3) # 1) WHERE envelope_id = $1',
    ],
    [
      'the key packet cut short',
      'UPDATE envelope_keys SET packet = substring(packet from 1 for 60) WHERE envelope_id = $1',
    ],
    [
      "a bit of the recipient's salt flipped",
      'UPDATE recipients SET salt = set_byte(salt, 3, get_byte(salt, 3) # 1) WHERE envelope_id = $1',
    ],
    [
      "another recipient's salt",
      'UPDATE recipients r SET salt = o.salt FROM recipients o WHERE o.envelope_id = $1 AND o.address <> r.address AND r.envelope_id = $1 AND $2::uuid IS NOT NULL',
    ],
    // each column that the seal says as well
    [
      'sender_address of the row changed',
      `UPDATE envelopes SET sender_address = 'autre@example.org' WHERE id = $1`,
    ],
    [
      'sender_name of the row changed',
      `UPDATE envelopes SET sender_name = 'Quelqu’un d’autre' WHERE id = $1`,
    ],
    [
      'sealed_at of the row changed',
      `UPDATE envelopes SET sealed_at = sealed_at - interval '1 day' WHERE id = $1`,
    ],
    [
      'expires_at of the row changed',
      `UPDATE envelopes SET expires_at = expires_at + interval '1 day' WHERE id = $1`,
    ],
    [
      'attachment_count of the row changed',
      `UPDATE envelopes SET attachment_count = attachment_count + 1 WHERE id = $1`,
    ],
    [
      'attachment_bytes of the row changed',
      `UPDATE envelopes SET attachment_bytes = attachment_bytes + 1 WHERE id = $1`,
    ],
  ])('%s: refused, and nothing is shown', async (_, sql) => {
    const letter = await freshLetter(smallBytes);
    await running.tamper(
      sql,
      sql.includes('$2') ? [letter.envelopeId, letters.donor.envelopeId] : [letter.envelopeId],
    );
    expect(['mistrusted', 'refused']).toContain(await openInBrowser(letter));
  });

  test('files of the sealed list put in another order, with their signature kept: refused', async () => {
    const letter = await freshLetter(smallBytes);
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
    await running.tamper('UPDATE part_uses SET position = 100 - position WHERE envelope_id = $1', [
      letter.envelopeId,
    ]);
    await running.tamper(
      'DELETE FROM segments s USING part_uses p WHERE p.part_id = s.part_id AND p.envelope_id = $1 AND s.index = 1',
      [letter.envelopeId],
    );
    expect(await openInBrowser(letter)).toBe('shown');
    expect(await letters.page.locator('li:visible', { hasText: fileName }).innerText()).toMatch(/\b8\sMo\b/);
  });

  test('the page names the check that failed', async () => {
    const letter = await freshLetter(smallBytes);
    await running.tamper(
      'UPDATE envelopes SET seal_signature = (SELECT seal_signature FROM envelopes WHERE id = $2) WHERE id = $1',
      [letter.envelopeId, letters.donor.envelopeId],
    );
    expect(await openInBrowser(letter)).toBe('mistrusted');
    const step = words('fr', 'open.checks.step.signature');
    expect(await letters.page.getByTestId('integrity-failed').innerText()).toContain(
      words('fr', 'open.mistrusted.failedStep', { step }),
    );
  });
});
