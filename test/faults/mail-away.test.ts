import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnvelopeStatusAnswer } from '../../lib/envelope/wire';
import type { HttpPerson } from '../support/http-person.ts';
import { sendLetter } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { SmtpPeer } from '../support/smtp-peer.ts';
import { withPli } from '../support/with-pli.ts';

describe('the mail server away and back', () => {
  let peer: SmtpPeer;
  let sender: HttpPerson;
  const running = withPli(async () => {
    peer = await SmtpPeer.start();
    return { begun: true, env: { SMTP_URL: peer.url, MAIL_FROM: 'ne-pas-repondre@pli.example' } };
  });
  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
  });
  afterAll(() => peer.away());

  const status = async (envelopeId: string) => {
    const answer = await sender.json<EnvelopeStatusAnswer>('GET', `/api/envelopes/${envelopeId}`);
    return answer.recipients[0];
  };
  const mailsTo = (address: string) => peer.mails.filter((mail) => mail.to.includes(address));

  test('sealing does not wait for it; the sender reads "pending"; the mail goes out by itself when it is back, once', async () => {
    await peer.away();
    const address = 'absente@example.org';
    const { envelopeId } = await sendLetter(sender, { recipients: [{ address, kind: 'to' }] });
    await until(async () => (await tries(envelopeId)) > 0, 60, 'the worker never tried');
    expect(await status(envelopeId)).toMatchObject({ notification: 'pending', notifiedAt: null });
    // serving goes on without it: no balancer takes this copy out, and who watches it sees why mails wait
    const health = async () =>
      (await fetch(`${running.pli.url}/healthz`)).json() as Promise<{ mail: boolean }>;
    await until(
      async () => (await health()).mail === false,
      30,
      '/healthz does not say that the mail server is away',
    );
    expect((await fetch(`${running.pli.url}/readyz`)).status).toBe(200);
    await peer.back();
    await until(async () => (await status(envelopeId))?.notification === 'sent', 150, 'never sent');
    expect(mailsTo(address)).toHaveLength(1);
    expect((await status(envelopeId))?.notifiedAt).not.toBeNull();
  });

  test('"try again later" (451) is tried again, once', async () => {
    const address = 'occupee@example.org';
    peer.mood = 'later';
    const { envelopeId } = await sendLetter(sender, { recipients: [{ address, kind: 'to' }] });
    await until(async () => (await tries(envelopeId)) > 0, 60, 'the worker never tried');
    expect((await status(envelopeId))?.notification).toBe('pending');
    peer.mood = 'take';
    await until(async () => (await status(envelopeId))?.notification === 'sent', 150, 'never sent');
    expect(mailsTo(address)).toHaveLength(1);
  });

  test('"no such user" (550) comes back to the sender at once, on the page and by mail, and never again', async () => {
    const address = 'inconnue@example.org';
    const sentBefore = mailsTo(running.pli.account('member', 0).email).length;
    peer.mood = 'never';
    const { envelopeId } = await sendLetter(sender, { recipients: [{ address, kind: 'to' }] });
    await until(
      async () => (await status(envelopeId))?.notification === 'failed',
      60,
      'never noted as failed',
    );
    peer.mood = 'take';
    const failed = await status(envelopeId);
    expect(failed?.failure?.reply).toContain('550');
    expect(failed?.notifiedAt).toBeNull();
    await until(
      () => mailsTo(running.pli.account('member', 0).email).length > sentBefore,
      90,
      'the sender was not told by mail',
    );
    expect(mailsTo(address)).toEqual([]);
    const rows = await running.tamper<{ event: string }>(
      'SELECT event FROM audit_entries WHERE envelope_id = $1 ORDER BY id',
      [envelopeId],
    );
    expect(rows.map((row) => row.event)).toContain('ConsignmentNotificationFailure');
    expect(rows.map((row) => row.event)).not.toContain('ConsignmentNotification');
  });

  async function tries(envelopeId: string): Promise<number> {
    const [row] = await running.tamper<{ tries: number }>(
      'SELECT notification_tries AS tries FROM recipients WHERE envelope_id = $1',
      [envelopeId],
    );
    return row?.tries ?? 0;
  }
});
