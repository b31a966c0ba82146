import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor, Locale } from '../../lib/access/actor';
import { completeBundle } from '../../lib/browser/evidence/complete-bundle';
import { parseSeal } from '../../lib/envelope-format/seal';
import type { EvidenceSubject } from '../../lib/evidence/find-evidence';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { recordPartDownload } from '../../lib/open/record-part-download';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { blobSource } from '../../lib/verify/file-source';
import { openZip } from '../../lib/verify/read-zip';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storePart } from '../support/draft-world';
import { sealWorld } from '../support/seal-world';
import { addGuest, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';

const guestAddress = 'generaliste@exterieur.example';
const secretCopy = 'copie-cachee@exterieur.example';
const file = new TextEncoder().encode('le contenu d’un compte rendu');
const visit = { address: '203.0.113.99', agent: 'téléphone du destinataire' };
const bounds = { files: 1000, fileBytes: 1e8, totalBytes: 1e8 };

describe('evidence bundles', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const world = sealWorld(made);
  let anne: Person;
  let paul: Person;
  let chief: Person;
  let otherChief: Person;
  let guest: Actor;
  let envelopeId: string;
  let references: Record<string, string>;

  beforeAll(async () => {
    const { hospital, practice, ...people } = await world.world();
    ({ anne, paul } = people);
    const { services } = made;
    chief = await addPerson(services, hospital, 'chef', 'administrator');
    otherChief = await addPerson(services, practice, 'autre-chef', 'administrator');
    guest = await addGuest(services, guestAddress);
    const draft = await makeDraft(services, anne);
    envelopeId = draft.envelopeId;
    const body = await storePart(services, draft, 'body', new TextEncoder().encode('<p>Bonjour</p>'));
    const attachment = await storePart(services, draft, 'attachment', file);
    const recipients = [
      { address: paul.actor.email, kind: 'to' as const },
      { address: guestAddress, kind: 'cc' as const },
      { address: secretCopy, kind: 'bcc' as const },
    ];
    const named = { ...attachment, name: 'compte rendu.pdf', mediaType: 'application/pdf' };
    await world.seal(draft, await requestFor(draft, [body, named], recipients, { expiresInDays: 30 }));
    const rows = await services.db.recipient.findMany({ where: { envelopeId } });
    references = Object.fromEntries(rows.map(({ address, reference }) => [address, reference]));
    await openEnvelope(services, { actor: guest, client: visit, reference: references[guestAddress] ?? '' });
    const own = { actor: paul.actor, client: visit, reference: references[paul.actor.email] ?? '' };
    await openEnvelope(services, own);
    await recordPartDownload(services, { ...own, partId: attachment.id });
    await openSentEnvelope(services, { actor: anne.actor, client: testClient, envelopeId });
  });

  const issue = async (actor: Actor, subject: EvidenceSubject, locale: Locale = 'fr') => {
    const { body } = await issueEvidence(made.services, { actor, client: testClient, locale, subject });
    return new Response(body).blob();
  };
  const asSender = () => issue(anne.actor, { as: 'sender', envelopeId });
  const asPaul = () => issue(paul.actor, { as: 'recipient', reference: references[paul.actor.email] ?? '' });
  const filesOf = async (bundle: Blob) => {
    const zip = await openZip(blobSource(bundle), bounds);
    const texts = await Promise.all(
      zip.names.map(async (name) => [name, new TextDecoder().decode(await zip.read(name))] as const),
    );
    return Object.fromEntries(texts);
  };

  test('a bundle made before the authority answered verifies, and says what is pending', async () => {
    const report = await verifyFile(await asSender());
    expect(report.checks.filter(({ state }) => state === 'failed')).toEqual([]);
    const pending = report.checks.filter(({ state }) => state === 'pending').map(({ code }) => code);
    expect(pending).toEqual(['timestamp-pending', 'manifest-not-added', 'log-key-unpinned']);
    expect((await filesOf(await asSender()))['VERIFY.md']).toContain('Pas encore');
  });

  test('each reader’s bundle verifies whole, with the keys pinned', async () => {
    await obtainTimestamp(made.services, { envelopeId });
    const options = {
      logKey: made.services.keys.log.verifierKey,
      sealingKey: made.services.keys.sealing[0]?.fingerprint ?? '',
    };
    for (const bundle of [
      await asSender(),
      await asPaul(),
      await issue(guest, { as: 'recipient', reference: references[guestAddress] ?? '' }),
      await issue(chief.actor, { as: 'administrator', envelopeId }),
      await issue(otherChief.actor, { as: 'administrator', envelopeId }, 'en'),
    ]) {
      const report = await verifyFile(bundle, options);
      expect(report.outcome, JSON.stringify(report.checks, null, 1)).toBe('verified');
      expect(report.envelope?.entries.at(-1)?.event).toBe('EvidenceIssued');
    }
  });

  test('the manifest that a reader’s browser adds is proved by the seal', async () => {
    const draft = await openSentEnvelope(made.services, {
      actor: anne.actor,
      client: testClient,
      envelopeId,
    });
    const contentKey = new Uint8Array(Buffer.from(draft.contentKey, 'base64'));
    const seal = parseSeal(Buffer.from(draft.seal, 'base64'));
    const { manifest } = (await verifiedOpening(made.services, draft)).verified ?? {};
    if (!manifest) throw new Error('not verified');
    const bundle = await completeBundle(await asSender(), { seal, manifest, contentKey });
    const report = await verifyFile(bundle);
    expect(report.checks.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(report.envelope?.attachments).toEqual([
      {
        position: 1,
        name: 'compte rendu.pdf',
        bytes: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
      },
    ]);
    const lying = { ...manifest, title: 'Autre objet' };
    const other = await verifyFile(
      await completeBundle(await asSender(), { seal, manifest: lying, contentKey }),
    );
    expect(other.checks.find(({ check }) => check === 'manifest')?.code).toBe('manifest-other');
  });

  test('a recipient sees only what is about himself and the sealing', async () => {
    const files = await filesOf(await asPaul());
    const everything = Object.entries(files)
      .filter(([name]) => name !== 'receipt.pdf')
      .map(([, text]) => text)
      .join('\n');
    expect(everything).toContain(paul.actor.email);
    for (const secret of [guestAddress, secretCopy]) {
      expect(everything).not.toContain(secret);
    }
    const lines = (files['log/entries.jsonl'] ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = lines.map(({ leaf }) => leaf.event);
    expect(events).toEqual([
      'SubmissionAcceptance',
      'ContentHandover',
      'PartDownloaded',
      'TimestampObtained',
      ...events.slice(4),
    ]);
    expect(new Set(events.slice(4))).toEqual(new Set(['EvidenceIssued']));
    expect(Object.keys(lines[0].fields)).toEqual(['detail']);
  });

  test('a sender sees all recipients, and nobody’s device or address but her own', async () => {
    const files = await filesOf(await asSender());
    const lines = files['log/entries.jsonl'] ?? '';
    for (const address of [paul.actor.email, guestAddress]) expect(lines).toContain(address);
    expect(lines).not.toContain(visit.address);
    expect(lines).toContain(testClient.address);
  });

  test('an administrator gets no content and sees what his audit trail shows', async () => {
    const files = await filesOf(await issue(otherChief.actor, { as: 'administrator', envelopeId }));
    expect(Object.keys(files).filter((name) => name.includes('manifest'))).toEqual([]);
    const lines = files['log/entries.jsonl'] ?? '';
    expect(lines).toContain(paul.actor.email);
    expect(lines).not.toContain(guestAddress);
    expect(lines).not.toContain('SentEnvelopeOpened');
  });

  test('an administrator is not told from where people of the other organisation work', async () => {
    const read = async (who: Person) => {
      const bundle = await filesOf(await issue(who.actor, { as: 'administrator', envelopeId }));
      return (bundle['log/entries.jsonl'] ?? '').split('\n').filter((line) => line !== '');
    };
    const shownTo = async (who: Person, address: string) =>
      (await read(who)).map((line) => JSON.parse(line).fields.client?.value?.address === address);
    const byPaul = (line: string) => JSON.parse(line).fields.actor.value?.id === paul.actor.userId;
    // Anne seals in her organisation, Paul and the guest read elsewhere from one address.
    expect((await shownTo(chief, testClient.address)).includes(true)).toBe(true);
    const atPractice = (await read(otherChief)).filter((line) =>
      line.includes('"event":"SubmissionAcceptance"'),
    );
    expect(atPractice).toHaveLength(1);
    expect(JSON.parse(atPractice[0] ?? '{}').fields.client).toBeUndefined();
    for (const line of (await read(chief)).filter(byPaul)) expect(line).not.toContain(visit.address);
    expect((await read(chief)).some((line) => line.includes(visit.address))).toBe(true); // the guest's
    const opened = (await read(otherChief)).filter((line) => line.includes('"event":"ContentHandover"'));
    expect(opened.length).toBeGreaterThan(0);
    for (const line of opened) expect(line).toContain(visit.address);
  });

  test('a link that is fetched without end pushes nothing else out of the evidence', async () => {
    const { db } = made.services;
    const { organisationId } = anne.actor;
    // longer than any transaction of the application may last after its first entry
    const flood = db.$executeRaw`
      SELECT append_audit_entry(jsonb_build_object('event', 'LinkFetched', 'actorKind', 'anonymous', 'envelopeId', ${envelopeId}::text,
        'detail', jsonb_build_object('n', n), 'organisationIds', jsonb_build_array(${organisationId}::text)))
      FROM generate_series(1, 6000) AS n`;
    await db.$transaction([db.$executeRaw`SET LOCAL transaction_timeout = '60s'`, flood]);
    await openSentEnvelope(made.services, { actor: anne.actor, client: testClient, envelopeId });
    const { entries = [] } = (await verifyFile(await asSender())).envelope ?? {};
    const events = entries.map(({ event }) => event);
    expect(events.filter((event) => event === 'LinkFetched').length).toBe(500);
    expect(events).toEqual(expect.arrayContaining(['SubmissionAcceptance', 'ContentHandover']));
    expect(events.slice(-2)).toEqual(['SentEnvelopeOpened', 'EvidenceIssued']);
  });

  test('somebody else’s evidence does not exist', async () => {
    const refusals = [
      () => issue(paul.actor, { as: 'sender', envelopeId }),
      () => issue(guest, { as: 'recipient', reference: references[paul.actor.email] ?? '' }),
      () => issue(anne.actor, { as: 'administrator', envelopeId }),
      () => issue({ kind: 'anonymous' }, { as: 'recipient', reference: references[guestAddress] ?? '' }),
    ];
    for (const refusal of refusals) await expect(refusal()).rejects.toMatchObject({ code: 'not-found' });
  });
});
