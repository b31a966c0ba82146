import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDraft } from '../../lib/draft/create-draft';
import { registerSegments } from '../../lib/draft/register-segments';
import { sealAnswer } from '../../lib/envelope/answers';
import {
  createDraftRequest,
  registerSegmentsRequest,
  type SealAnswer,
  sealRequest,
} from '../../lib/envelope/wire';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { openEnvelope } from '../../lib/open/open-envelope';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import { once } from '../support/draft-world';
import { fullRights } from '../support/mailboxes';
import type { RecordedSending } from '../support/recorded-sending';
import { addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';

/** One for each build whose requests were recorded (test/vectors/record-command.ts). */
const folder = path.resolve('test/vectors/upgrade');
const names = readdirSync(folder);

it('something was recorded', () => expect(names.length).toBeGreaterThan(0));

describe.each(names)('the requests of a build before, as they were recorded in %s', (name) => {
  const recorded = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as RecordedSending;
  const { draftId: envelopeId, mailboxId, file } = recorded;
  const database = withTestDatabase();
  const under = withTestServices(database, () => ({ PLI_VAULT_PRIVATE_KEY: recorded.vaultPrivateKey }));

  /** The laboratory whose mailbox and address stand in what was recorded, and who reads. */
  async function people() {
    const { services } = under;
    const { db } = services;
    const id = '01939000-0000-7000-8000-0000000000aa';
    const chu = { id, domain: 'chu.example' };
    const data = { id, name: 'CHU', takeBackSeconds: 0, domains: { create: { domain: chu.domain } } };
    await db.organisation.create({ data });
    const one = await addPerson(services, chu, 'labo');
    await db.mailbox.create({
      data: {
        id: mailboxId,
        organisationId: id,
        kind: 'personal',
        name: 'labo',
        members: { create: { userId: one.actor.userId, fromAt: new Date(0) } },
      },
    });
    await db.mailboxAddress.update({ where: { address: one.actor.email }, data: { mailboxId } });
    const labo: Person = { actor: { ...one.actor, mailboxes: [fullRights(mailboxId)] }, mailboxId };
    const cabinet = { id: id.replace('aa', 'ab'), domain: 'cabinet.example' };
    const practice = { id: cabinet.id, name: 'Cabinet', takeBackSeconds: 0 };
    await db.organisation.create({
      data: { ...practice, domains: { create: { domain: cabinet.domain } } },
    });
    return { labo, paul: await addPerson(services, cabinet, 'paul') };
  }

  it('make, store and seal a letter that opens, verifies and holds what was sent; asked twice it is sent once', async () => {
    const { services } = under;
    const { labo, paul } = await people();
    const kinds: string[] = [];
    const answers: SealAnswer[] = [];
    for (const { method, path: url, json } of [...recorded.requests, ...recorded.requests.slice(-1)]) {
      const kind = `${method} ${url.replace(envelopeId, '{id}')}`;
      kinds.push(kind);
      if (kind === 'PUT /api/drafts/{id}')
        await createDraft(services, labo.actor, { envelopeId, ...createDraftRequest.parse(json) });
      else if (kind === 'POST /api/drafts/{id}/segments') {
        const request = registerSegmentsRequest.parse(json);
        await registerSegments(services, labo.actor, { envelopeId, ...request });
        for (const { sha256 } of request.segments) {
          const bytes = Buffer.from(recorded.objects[sha256] ?? '', 'base64');
          await services.objectStore.put({ envelopeId, sha256 }, bytes.length, once(bytes));
        }
      } else if (kind === 'POST /api/drafts/{id}/seal') {
        const request = sealRequest.parse(json);
        answers.push(await sealEnvelope(services, labo.actor, { envelopeId, client, request }));
      } else throw new Error(`${kind}: no request that was recorded before`);
    }
    expect(kinds.at(-2)).toBe('POST /api/drafts/{id}/seal');
    expect(sealAnswer.parse(answers[0])).toEqual(answers[1]);
    const recipient = await database.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    expect(await database.db.recipient.count()).toBe(1);
    expect(recipient).toMatchObject({ address: paul.actor.email, name: 'Dr Paul Béraud' });

    const { reference } = recipient;
    const opened = await openEnvelope(services, { actor: paul.actor, client, reference });
    const { outcome, verified, fetchObject } = await verifiedOpening(services, opened);
    expect(outcome).toBe('verified');
    const attachment = verified?.manifest.parts.find(({ kind }) => kind === 'attachment');
    const [segment] = attachment?.segments ?? [];
    if (!segment) throw new Error('no attachment');
    const contentKey = new Uint8Array(Buffer.from(opened.contentKey, 'base64'));
    const plaintext = await openSegment(contentKey, segment, await fetchObject(segment));
    expect(new TextDecoder().decode(plaintext)).toBe(file);
  });
});
