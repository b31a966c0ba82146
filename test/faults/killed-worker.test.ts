import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { sendLetter } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { SmtpPeer } from '../support/smtp-peer.ts';
import { withPli } from '../support/with-pli.ts';

describe('the worker killed in the middle of a notification', () => {
  let peer: SmtpPeer;
  const running = withPli(async () => {
    peer = await SmtpPeer.start();
    return { begun: true, env: { SMTP_URL: peer.url, MAIL_FROM: 'ne-pas-repondre@pli.example' } };
  });
  let number = 0;
  let address: string;

  beforeEach(() => {
    address = `destinataire.${++number}@example.org`;
    peer.mood = 'take';
  });
  afterAll(() => peer.away());

  const send = async () => {
    const sender = await running.person(running.pli.account('member', 0));
    const { envelopeId } = await sendLetter(sender, { recipients: [{ address, kind: 'to' }] });
    return envelopeId;
  };
  const state = async (envelopeId: string) => {
    const [row] = await running.tamper<{ state: string }>(
      'SELECT notification_state::text AS state FROM recipients WHERE envelope_id = $1',
      [envelopeId],
    );
    return row?.state;
  };
  const mailsTo = () => peer.mails.filter((mail) => mail.to.includes(address));
  const messageIds = () => new Set(mailsTo().map((mail) => mail.raw.match(/^Message-ID: (.*)$/im)?.[1]));

  test('before the mail server took it: one mail arrives, after the worker is back by itself', async () => {
    peer.mood = 'hold-before';
    const envelopeId = await send();
    await until(() => peer.holding > 0, 60, 'the worker never began');
    await running.pli.kill9('worker');
    await until(() => peer.holding === 0, 60, 'the broken line was never noticed');
    peer.mood = 'take';
    await until(async () => (await state(envelopeId)) === 'sent', 150, 'never noted as sent');
    expect(mailsTo()).toHaveLength(1);
  });

  test('after the mail server took it and before it was noted: what is sent again is the same message, by its Message-ID', async () => {
    peer.mood = 'hold';
    const envelopeId = await send();
    await until(() => peer.holding > 0, 60, 'the worker never began');
    await running.pli.kill9('worker');
    await until(() => peer.holding === 0, 60, 'the broken line was never noticed');
    expect(mailsTo()).toHaveLength(1);
    peer.mood = 'take';
    await until(async () => (await state(envelopeId)) === 'sent', 150, 'never noted as sent');
    // SMTP has no way to ask whether a message was taken (RFC 5321, section 6.1), so a second copy may follow; mail
    // systems recognise it by the Message-ID.
    expect(mailsTo().length).toBeLessThanOrEqual(2);
    expect(messageIds().size).toBe(1);
  });

  test('the line breaking before the reply counts as perhaps delivered: said so, and not sent again at once', async () => {
    peer.mood = 'take-and-break';
    const envelopeId = await send();
    await until(() => mailsTo().length > 0, 60, 'the worker never sent');
    peer.mood = 'take';
    await until(async () => (await state(envelopeId)) === 'unconfirmed', 150, 'never noted as unconfirmed');
    expect(mailsTo()).toHaveLength(1);
  });

  test('one entry in the audit trail a recipient, however often the worker had to begin again', async () => {
    const rows = await running.tamper<{ n: number }>(
      "SELECT count(*)::int AS n FROM audit_entries WHERE event = 'ConsignmentNotification' GROUP BY recipient_id",
    );
    // the last letter's notification is unconfirmed
    expect(rows.length).toBe(number - 2);
    expect(rows.every((row) => row.n === 1)).toBe(true);
  });
});
