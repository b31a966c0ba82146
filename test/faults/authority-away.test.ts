import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnvelopeStatusAnswer, OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { signedBytesOf } from '../../lib/envelope-format/signed-document';
import type { HttpPerson } from '../support/http-person.ts';
import { sendLetter } from '../support/node-sender.ts';
import { type AuthorityMood, OpensslAuthority } from '../support/openssl-authority.ts';
import { opensslTimestampVerify } from '../support/outside-verifiers.ts';
import { until } from '../support/pli.ts';
import { withPli } from '../support/with-pli.ts';

describe('the time-stamping authority away, wrong, and back', () => {
  let authority: OpensslAuthority;
  let sender: HttpPerson;
  const running = withPli(async () => {
    authority = await OpensslAuthority.start();
    return { begun: true, env: { TSA_URL: authority.url, TSA_ROOTS: authority.rootsPem } };
  });
  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
  });
  afterAll(() => authority.stop());

  const send = async () =>
    (await sendLetter(sender, { recipients: [{ address: 'a@example.org', kind: 'to' }] })).envelopeId;
  const openSent = (id: string) => sender.json<OpenEnvelopeAnswer>('POST', `/api/envelopes/${id}/open`, {});
  const stampedAt = async (id: string) =>
    (await sender.json<EnvelopeStatusAnswer>('GET', `/api/envelopes/${id}`)).timestampedAt;
  const expectStamped = async (id: string) => {
    await until(async () => (await stampedAt(id)) !== null, 150, 'never stamped');
    const { seal, batch, timestampResponse, timestampRoots } = await openSent(id);
    const document = new Uint8Array(Buffer.from(seal, 'base64'));
    const verdict = opensslTimestampVerify(
      Buffer.from(await signedBytesOf({ document, batch })),
      Buffer.from(timestampResponse ?? '', 'base64'),
      timestampRoots,
    );
    expect(verdict, verdict.said).toMatchObject({ ok: true });
  };

  test('away: sealed and delivered meanwhile, shown as pending; stamped by itself when it is back', async () => {
    await authority.away();
    const id = await send();
    await until(async () => (await failedTries(id)) > 0, 60, 'the worker never tried');
    expect(await stampedAt(id)).toBeNull();
    expect((await openSent(id)).timestampResponse).toBeNull();
    await authority.back();
    await expectStamped(id);
  });

  test.each<AuthorityMood>(['other-digest', 'broken', 'error'])(
    'an answer that does not verify (%s) is not kept; the right one is',
    async (mood) => {
      authority.mood = mood;
      const id = await send();
      await until(async () => (await failedTries(id)) > 0, 60, 'the worker never tried');
      expect((await openSent(id)).timestampResponse).toBeNull();
      authority.mood = 'honest';
      await expectStamped(id);
    },
  );

  /** Tries of the envelope's timestamp job that ended in failure. */
  async function failedTries(envelopeId: string): Promise<number> {
    const [row] = await running.tamper<{ tries: number }>(
      "SELECT max(retry_count + CASE WHEN state = 'retry' THEN 1 ELSE 0 END)::int AS tries FROM pgboss.job WHERE name = 'timestamp' AND data->>'envelopeId' = $1",
      [envelopeId],
    );
    return row?.tries ?? 0;
  }
});
