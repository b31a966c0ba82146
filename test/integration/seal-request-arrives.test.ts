import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { sealRequest } from '../../lib/envelope/wire';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { notifyRecipient } from '../../lib/notification/notify-recipient';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Mail } from '../../lib/ports/mailer';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { blobSource } from '../../lib/verify/file-source';
import { openZip } from '../../lib/verify/read-zip';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { writeLetter } from '../support/written-letter';

/** Where what a sender says has to arrive. */
const places = ['sent', 'inbox', 'status', 'reader', 'mail', 'trail', 'bundle', 'verify'] as const;
type Place = (typeof places)[number];
type Texts = Record<Place, string>;

/** Of one thing a sender says: how it is recognised, and why it need not be in some places. */
type Fact = { sign: (letter: Letter) => string; not: Partial<Record<Place, string>> };
type Letter = Awaited<ReturnType<typeof sendLetter>>;

const everywhere = (reason: string, but: readonly Place[] = []) =>
  Object.fromEntries(places.filter((place) => !but.includes(place)).map((place) => [place, reason]));
/** What arrives in no place, and why. */
const nowhere = (reasons: Record<string, string>): Record<string, Fact> =>
  Object.fromEntries(
    Object.entries(reasons).map(([name, reason]) => [
      name,
      { sign: () => `what arrives nowhere: ${name}`, not: everywhere(reason) },
    ]),
  );
const noContent = 'an entry holds neither content nor titles';
const facts: Readonly<Record<string, Fact>> = {
  mailboxId: {
    sign: ({ anne }) => anne.mailboxId,
    not: everywhere('an id of the inside, which the lists of that mailbox alone name', ['sent']),
  },
  fromAddress: {
    sign: ({ anne }) => anne.actor.email,
    not: { sent: 'one’s own address' },
  },
  'recipients[].address': {
    sign: ({ paul }) => paul.actor.email,
    not: { inbox: 'who reads the list is the recipient; others are no business of a list' },
  },
  'recipients[].name': {
    sign: () => 'Paul Nommé',
    not: {
      inbox: 'likewise',
      mail: 'a mail goes to an address: what somebody calls its owner has no place in a stranger’s mail',
      trail: 'an entry names people by their addresses',
      verify: 'says who is proved by address; name and kind stand in recipient.json, which it verified',
    },
  },
  'recipients[].kind': {
    sign: () => '"kind":"cc"',
    not: {
      sent: 'a row of a list names whom it went to, whatever the line',
      inbox: 'likewise',
      mail: 'the letter says it, which is opened by the link',
      trail: 'not a fact of what happened',
      verify: 'says who is proved by address; name and kind stand in recipient.json, which it verified',
    },
  },
  title: {
    sign: () => 'Titre reconnaissable',
    not: {
      reader: 'reads it in the manifest, which the sender encrypted',
      trail: noContent,
      bundle: 'stands in the receipt (a PDF) and in the manifest that its reader adds',
      verify: 'likewise',
    },
  },
  'parts[].id': {
    sign: ({ attachment }) => attachment.id,
    not: {
      sent: 'a list counts files',
      inbox: 'likewise',
      status: 'names a file only once it was downloaded',
      mail: noContent,
      trail: 'stands in entries of downloads',
      verify: 'names of files belong to the manifest that its reader adds; ids are in the seal it verified',
    },
  },
  'parts[].kind': {
    sign: () => '"kind":"attachment"',
    not: {
      sent: 'counted as files: attachmentCount',
      inbox: 'likewise',
      status: 'likewise',
      mail: noContent,
      trail: 'counted as files: attachments',
      verify: 'in the seal it verified',
    },
  },
  'parts[].segments': {
    sign: ({ attachment }) => attachment.sha256,
    not: {
      sent: 'a matter of storing',
      inbox: 'likewise',
      status: 'likewise',
      mail: noContent,
      trail: 'likewise',
      verify: 'in the seal it verified',
    },
  },
  'facts.titleHash': {
    sign: ({ sealed }) => sealed?.titleHash ?? '',
    not: {
      sent: 'a list shows the title itself',
      inbox: 'likewise',
      status: 'likewise',
      mail: 'likewise',
      trail: 'stands in the seal, whose digest the entry holds',
      verify: 'in the seal it verified',
    },
  },
  ...nowhere({
    'draft.format': 'how a letter travels, not what it says',
    'draft.keyPacket': 'a key, which nobody is shown',
    'draft.mailboxId': 'the same as mailboxId',
    'carried[].partId': 'the same as parts[].id',
    'carried[].bytes': 'bytes on their way to the vault',
    'facts.manifest':
      'bytes on their way to the vault; where what stands in it arrives: test/unit/browser/manifest-arrives',
    'facts.titleSalt': 'stands in the manifest, which the sender encrypted',
    'facts.inReplyTo': 'no page answers a letter yet; the seal names the digest (seal-version-2)',
    releaseAt:
      'this letter is read at once, and one with a time waits; where that arrives, and until when with whom alone: scheduled-letters',
    'facts.forwards[]': 'no page forwards a letter yet; the seal names the digests (seal-version-2)',
  }),
  expiresInDays: {
    sign: ({ expiresAt }) => expiresAt.toISOString().slice(0, 10),
    not: { mail: 'says the day in words', trail: 'stands in the seal, whose digest the entry holds' },
  },
};

describe('everything that a sender can say', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let letter: Letter;
  let texts: Texts;

  beforeAll(async () => {
    letter = await sendLetter(made);
    texts = await collect(made, letter);
  });

  test('is known to this test: a new member of the request says where it arrives, or why not', () => {
    const schema = z.toJSONSchema(sealRequest, { io: 'input', unrepresentable: 'any' }) as Schema;
    expect(Object.keys(facts).sort()).toEqual(leavesOf(schema).sort());
  });

  test.each(Object.keys(facts))(
    '%s arrives in list, reader, mail, trail, bundle and verifier, or it is said why not',
    (name) => {
      const { sign, not } = facts[name] ?? { sign: () => '', not: {} };
      const absent = places.filter((place) => !texts[place].includes(sign(letter)));
      expect(absent.filter((place) => not[place] === undefined)).toEqual([]);
      expect(
        Object.keys(not).filter((place) => !absent.includes(place as Place)),
        'a reason for what is there after all',
      ).toEqual([]);
    },
  );
});

type Schema = { type?: string; properties?: Record<string, Schema>; items?: Schema };

function leavesOf(schema: Schema, name = ''): string[] {
  if (schema.items) return leavesOf(schema.items, `${name}[]`);
  if (!schema.properties) return [name];
  return Object.entries(schema.properties).flatMap(([member, inner]) =>
    leavesOf(inner, name === '' ? member : `${name}.${member}`),
  );
}

type Made = ReturnType<typeof withTestServices>;

async function sendLetter({ services }: Made) {
  const anne = await addPerson(services, await addOrganisation(services, 'Hôpital'), 'anne');
  const paul = await addPerson(services, await addOrganisation(services, 'Cabinet'), 'paul');
  const recipients = [{ address: paul.actor.email, kind: 'cc' as const, name: 'Paul Nommé' }];
  const said = { title: 'Titre reconnaissable', expiresInDays: 17, files: [new Uint8Array(1_000)] };
  const written = await writeLetter(services, anne, recipients, said);
  const { envelopeId, expiresAt } = await sealEnvelope(services, anne.actor, {
    envelopeId: written.envelopeId,
    client: testClient,
    request: written.request,
  });
  const segment = await services.db.segment.findFirstOrThrow({ where: { partId: written.parts[1] ?? '' } });
  const attachment = { id: segment.partId, sha256: segment.sha256 };
  const { facts: sealed } = written.request;
  return { anne, paul, envelopeId, attachment, sealed, expiresAt: new Date(expiresAt) };
}

/** What each place says of the letter. */
async function collect({ services }: Made, { anne, paul, envelopeId }: Letter): Promise<Texts> {
  const { db } = services;
  const recipient = await db.recipient.findFirstOrThrow({ where: { envelopeId } });
  const mails: Mail[] = [];
  const mailer = {
    ...services.mailer,
    send: (mail: Mail) => {
      mails.push(mail);
      return Promise.resolve({ state: 'accepted' as const, reply: '250 taken' });
    },
  };
  await notifyRecipient({ ...services, mailer }, { recipientId: recipient.id }, { last: true });
  const opened = await openEnvelope(services, {
    actor: paul.actor,
    client: testClient,
    reference: recipient.reference,
  });
  const bundles = await Promise.all(
    [
      { actor: anne.actor, subject: { as: 'sender', envelopeId } as const },
      { actor: paul.actor, subject: { as: 'recipient', reference: recipient.reference } as const },
    ].map(async ({ actor, subject }) => {
      const { body } = await issueEvidence(services, { actor, client: testClient, locale: 'fr', subject });
      return new Response(body).blob();
    }),
  );
  const unpacked = await Promise.all(
    bundles.map(async (blob) => {
      const zip = await openZip(blobSource(blob), { files: 1_000, fileBytes: 1e8, totalBytes: 1e8 });
      const names = zip.names.filter((name) => /\.(json|jsonl)$/.test(name));
      return Promise.all(names.map(async (name) => new TextDecoder().decode(await zip.read(name))));
    }),
  );
  const entries = await db.auditEntry.findMany({ where: { envelopeId } });
  const json = (value: unknown) =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  return {
    sent: json(await listEnvelopes(services, anne.actor, { box: 'sent', mailbox: anne.mailboxId })),
    inbox: json(await listEnvelopes(services, paul.actor, { box: 'inbox' })),
    status: json(await envelopeStatus(services, anne.actor, envelopeId)),
    reader: `${json(opened)}${Buffer.from(opened.seal, 'base64').toString()}`,
    mail: json(mails),
    trail: json(entries),
    bundle: unpacked.flat().join('\n'),
    verify: json(await Promise.all(bundles.map((blob) => verifyFile(blob)))),
  };
}
