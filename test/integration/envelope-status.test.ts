import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import type { SealRequest } from '../../lib/envelope/wire';
import { withTestDatabase } from '../support/database';
import { makeDraft } from '../support/draft-world';
import { sendOne, twoPeople } from '../support/list-world';
import { type Person, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const world = () => twoPeople(under.services);
const send = (author: Person, recipients: SealRequest['recipients']) =>
  sendOne(under.services, author, recipients);

describe('the status of a sent envelope', () => {
  it('shows each recipient, blind copies too, to members of the sending mailbox and to nobody else', async () => {
    const { services, anne, paul } = await world();
    const { envelopeId, sealedAt } = await send(anne, [
      { address: 'hidden@elsewhere.example', kind: 'bcc' },
      { address: paul.actor.email, kind: 'to' },
    ]);
    await services.db.recipient.updateMany({
      where: { envelopeId, kind: 'bcc' },
      data: { notificationState: 'failed', notificationFailure: 'refused: 550 5.1.1 no such: user' },
    });
    const status = await envelopeStatus(services, anne.actor, envelopeId);
    expect(status).toMatchObject({
      envelopeId,
      sealedAt,
      timestampedAt: null,
      attachmentCount: 1,
      attachmentBytes: 1234,
    });
    expect(status.recipients).toMatchObject([
      { kind: 'to', address: paul.actor.email, notification: 'pending', failure: null, downloads: [] },
      { kind: 'bcc', notification: 'failed', failure: { code: 'refused', reply: '550 5.1.1 no such: user' } },
    ]);
    await expect(envelopeStatus(services, paul.actor, envelopeId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(envelopeStatus(services, anne.actor, uuidv7())).rejects.toMatchObject({ code: 'not-found' });
    const draft = await makeDraft(services, anne);
    await expect(envelopeStatus(services, anne.actor, draft.envelopeId)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
