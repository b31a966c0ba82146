import { describe, expect, it } from 'vitest';
import { releaseEnvelope } from '../../lib/delivery/release-envelope';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { openEnvelope } from '../../lib/open/open-envelope';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld, to } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, seal, jobsOf } = sealWorld(under);

describe('the delivery step', () => {
  it('hides a letter from its recipient until the time to take it back has passed, and releases it once', async () => {
    const { services, anne, paul, hospital } = await world();
    await services.db.organisation.update({ where: { id: hospital.id }, data: { takeBackSeconds: 30 } });
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    await seal(draft, await requestFor(draft, await storeLetter(services, draft), to(paul.actor.email)));
    const { id, reference } = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    const inbox = async () => (await listEnvelopes(services, paul.actor, { box: 'inbox' })).items;
    const open = () => openEnvelope(services, { actor: paul.actor, client: testClient, reference });

    expect(await inbox()).toEqual([]);
    await expect(open()).rejects.toMatchObject({ code: 'not-found' });
    await expect(releaseEnvelope(services, { envelopeId })).rejects.toThrow();
    expect(await jobsOf('notify', id)).toHaveLength(0);
    expect(await jobsOf('release', envelopeId)).toHaveLength(1);
    await obtainTimestamp(services, { envelopeId });
    const stamped = { envelopeId, event: 'TimestampObtained' };
    const seen = await services.db.auditVisibility.findMany({ where: stamped });
    expect(seen.map(({ organisationId }) => organisationId)).toEqual([hospital.id]);

    const later = { ...services, clock: { now: () => new Date(Date.now() + 31_000) } };
    await Promise.all([releaseEnvelope(later, { envelopeId }), releaseEnvelope(later, { envelopeId })]);
    expect(await inbox()).toMatchObject([{ envelopeId, readAt: null }]);
    expect(await jobsOf('notify', id)).toHaveLength(1);
    expect(await services.db.auditEntry.count({ where: { envelopeId, event: 'Released' } })).toBe(1);
    await open();
    expect((await inbox())[0]?.readAt).not.toBeNull();
  });

  it('gives each change of a mailbox a number of its own, without holes, however many write to it at once', async () => {
    const { services, anne, paul } = await world();
    const drafts = await Promise.all(Array.from({ length: 12 }, () => makeDraft(services, anne)));
    await Promise.all(
      drafts.map(async (draft) =>
        seal(draft, await requestFor(draft, await storeLetter(services, draft), to(paul.actor.email))),
      ),
    );
    const { items, changeNumber } = await services.db.mailbox.findUniqueOrThrow({
      where: { id: paul.mailboxId },
      include: { items: { orderBy: { changeNumber: 'asc' } } },
    });
    expect(items.map((item) => Number(item.changeNumber))).toEqual(drafts.map((_, index) => index + 1));
    expect(Number(changeNumber)).toBe(drafts.length);
  });
});
