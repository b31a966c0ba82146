import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import type { EvidenceSubject } from '../../lib/evidence/find-evidence';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { guideCommands } from '../../lib/evidence/verify-commands';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { blobSource } from '../../lib/verify/file-source';
import { openZip } from '../../lib/verify/read-zip';
import { withTestDatabase } from '../support/database';
import { sealFirstLetter } from '../support/first-format';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { testClient } from '../support/test-client';

describe.each([1, 2] as const)('VERIFY.md and the receipt of a letter of version %i', (version) => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const root = mkdtempSync(path.join(tmpdir(), 'pli-guide-'));
  let sender: Person;
  let reader: Person;
  let envelopeId: string;
  let reference: string;

  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'Hôpital d’Été');
    sender = await addPerson(made.services, hospital, 'anne');
    reader = await addPerson(made.services, await addOrganisation(made.services, 'Cabinet'), 'paul');
    const title = 'Cœur et œdème';
    const { email } = reader.actor;
    if (version === 1) {
      const content = { title, html: '<p>Bonjour</p>', file: new Uint8Array(3) };
      const letter = await sealFirstLetter(made.services, sender, [email], content);
      envelopeId = letter.envelopeId;
      reference = letter.references[email] ?? '';
    } else {
      const letter = await sealLetter(made.services, sender, [{ who: reader }], { title });
      envelopeId = letter.envelopeId;
      reference = letter.recipients[email]?.reference ?? '';
    }
    await obtainTimestamp(made.services, { envelopeId });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Unpacks a fresh bundle of the recipient or sender into a folder of its own. */
  async function unpack(as: 'sender' | 'recipient', locale: 'fr' | 'en' = 'fr'): Promise<string> {
    const [actor, subject]: [Actor, EvidenceSubject] =
      as === 'sender' ? [sender.actor, { as, envelopeId }] : [reader.actor, { as, reference }];
    const { body } = await issueEvidence(made.services, { actor, client: testClient, locale, subject });
    const blob = await new Response(body).blob();
    const zip = await openZip(blobSource(blob), { files: 1000, fileBytes: 1e8, totalBytes: 1e8 });
    const folder = mkdtempSync(path.join(root, 'bundle-'));
    for (const name of zip.names) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), await zip.read(name));
    }
    return folder;
  }

  /** Types a command of the guide in the bundle's folder, with an empty keyring beside it. */
  function type(folder: string, command: string) {
    const home = `${folder}-gnupg`;
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const env = { ...process.env, GNUPGHOME: home, LC_ALL: 'C' };
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    return { status, said: stdout + stderr };
  }

  const everything = {
    version,
    addenda: 0,
    sealTimestamp: true,
    logTimestamp: true,
    manifest: true,
    recipient: true,
  } as const;

  test.each(['fr', 'en'] as const)(
    'every command of the guide stands in it and succeeds (%s)',
    async (locale) => {
      const folder = await unpack('recipient', locale);
      const guide = readFileSync(path.join(folder, 'VERIFY.md'), 'utf8');
      expect(guide.startsWith(locale === 'fr' ? '# Comment' : '# How to')).toBe(true);
      expect(guide.indexOf('sha256sum verify-log.sh pli.mjs')).toBeGreaterThan(0);
      expect(guide.indexOf('sha256sum verify-log.sh pli.mjs')).toBeLessThan(
        guide.indexOf('sha256sum -c SHA256SUMS'),
      );
      const said = [];
      for (const command of guideCommands(everything)) {
        for (const line of command.split('\n')) expect(guide).toContain(line);
        const typed = type(folder, command);
        expect(typed.status, `${command}\n${typed.said}`).toBe(0);
        said.push(typed.said);
      }
      const all = said.join('');
      expect(all.match(/Good signature/g)).toHaveLength(2);
      expect(all.match(/Verification: OK/g)).toHaveLength(2);
      expect(all).toMatch(/Time stamp: /);
    },
  );

  test.each([
    ['receipt.pdf', 'sha256sum -c SHA256SUMS'],
    ['SHA256SUMS', 'gpg --import keys/sealing.asc && gpg --verify SHA256SUMS.asc SHA256SUMS'],
    ['envelope/seal.json', guideCommands(everything)[1] ?? ''],
    [version === 1 ? 'envelope/seal.json' : 'envelope/seal.batch.json', guideCommands(everything)[2] ?? ''],
    ['envelope/recipient.json', guideCommands(everything)[4] ?? ''],
    ['log/checkpoint', guideCommands(everything)[5] ?? ''],
  ])('one bit changed in %s: %s fails', async (file, command) => {
    const folder = await unpack('recipient');
    expect(type(folder, command).status).toBe(0);
    const place = path.join(folder, file);
    const bytes = readFileSync(place);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(place, bytes);
    expect(type(folder, command).status).not.toBe(0);
  });

  test('the receipt has its fonts embedded and its words as text, in both languages', async () => {
    for (const [locale, title] of [
      ['fr', 'Reçu de preuve'],
      ['en', 'Evidence receipt'],
    ] as const) {
      const folder = await unpack('sender', locale);
      const pdf = readFileSync(path.join(folder, 'receipt.pdf'), 'latin1');
      const fonts = pdf.match(/\/Type \/FontDescriptor/g)?.length ?? 0;
      expect(fonts).toBeGreaterThan(0);
      expect(pdf.match(/\/FontFile2/g)).toHaveLength(fonts);
      expect(pdf).toContain('/ToUnicode');
      const text = type(folder, 'pdftotext receipt.pdf -').said;
      // a seal of version 1 says nothing of the title, one of version 2 commits to it
      const proved = text.includes('Cœur et œdème');
      expect(proved, 'what nothing proves is not certified').toBe(version === 2);
      for (const word of [title, 'Hôpital d’Été', reader.actor.email, envelopeId, '/verify']) {
        expect(text).toContain(word);
      }
    }
  });
});
