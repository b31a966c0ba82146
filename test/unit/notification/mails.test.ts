import { describe, expect, test } from 'vitest';
import { unsafeMailReason } from '../../../lib/adapters/mail/mail-safety';
import { parseConfig } from '../../../lib/config';
import { catalogues } from '../../../lib/i18n/catalogues';
import { messageIdOf, newMessageId } from '../../../lib/notification/message-id';
import {
  failureOf,
  formatNotificationFailure,
  notificationFailureCodes,
  parseNotificationFailure,
} from '../../../lib/notification/notification-failure';
import { writeCodeMail } from '../../../lib/notification/write-code-mail';
import { type NotificationFacts, writeNotification } from '../../../lib/notification/write-notification';
import { writeTellSender } from '../../../lib/notification/write-tell-sender';
import { oneLine } from '../../../lib/one-line';
import type { Mail } from '../../../lib/ports/mailer';

const config = parseConfig({
  DATABASE_URL: 'postgresql://localhost/unused',
  PLI_PUBLIC_URL: 'https://pli.example',
  MAIL_FROM: 'ne-pas-repondre@pli.example',
  MAIL_FROM_NAME: 'Pli',
});
const facts: NotificationFacts = {
  messageId: '<1@pli.example>',
  locale: 'fr',
  to: 'destinataire@exemple.example',
  hasMailbox: false,
  reference: 'AbCdEfGhIjKlMnOpQrStUvWxYz012345',
  sender: { name: 'Dr Zoë Müller', address: 'z.muller@chu.example', organisation: 'CHU du Nord' },
  title: 'Compte rendu',
  sealedAt: new Date('2026-11-21T14:03:11Z'),
  expiresAt: new Date('2027-02-19T14:03:11Z'),
};
const hostile = 'x\r\nBcc: victime@exemple.example\u2028\u202e<script>alert(1)</script>"\'&\u0000\u200b';

/** What stands between tags, and every attribute value, decoded. */
const decoded = (html: string) =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

function everyMail(locale: 'fr' | 'en', name = 'Dr Zoë Müller'): Mail[] {
  const common = { locale, messageId: '<2@pli.example>', to: 'destinataire@exemple.example' };
  const sender = { ...facts.sender, name };
  const expiresAt = new Date('2026-11-24T14:00:00Z');
  const codeId = '0193f0a0-0000-7000-8000-000000000000';
  const told = {
    blocked: false,
    ...common,
    envelopeId: codeId,
    sealedAt: facts.sealedAt,
    recipient: { name, address: 'a@b.example' },
  };
  return [
    writeNotification(config, { ...facts, ...common, sender, title: name }),
    writeNotification(config, {
      ...facts,
      ...common,
      sender: { ...sender, name: null },
      title: null,
      hasMailbox: true,
    }),
    ...(['guest_sign_in', 'password_reset', 'invitation'] as const).map((purpose) =>
      writeCodeMail(config, { ...common, codeId, purpose, secret: '12345678', expiresAt }),
    ),
    writeTellSender(config, {
      ...told,
      reason: 'notification-failed',
      failure: { code: 'refused', reply: `550 ${name}` },
    }),
    writeTellSender(config, { ...told, reason: 'wrong-recipient', failure: null }),
    writeTellSender(config, { ...told, reason: 'wrong-recipient', blocked: true, failure: null }),
    writeTellSender(config, { ...told, reason: 'asked-after-expiry', failure: null }),
  ];
}

describe('the notification', () => {
  const mail = writeNotification(config, facts);

  test('names the sender, the address, the organisation, the title and the dates, in text and in HTML', () => {
    for (const side of [mail.text, decoded(mail.html)]) {
      for (const words of [
        'Dr Zoë Müller',
        'z.muller@chu.example',
        'CHU du Nord',
        'Compte rendu',
        '21 novembre 2026',
        '15:03',
        '19 février 2027',
      ]) {
        expect(side).toContain(words);
      }
    }
    expect(mail.subject).toBe('Message sécurisé de Dr Zoë Müller : Compte rendu');
  });

  test('leads to the envelope, to "not for you?" and to help, and nowhere else', () => {
    const base = `https://pli.example/e/${facts.reference}`;
    const links = ['https://pli.example/help', base, `${base}/report`].sort();
    expect(
      [...mail.html.matchAll(/(?:href|src|background|action)="([^"]*)"/g)].map((one) => one[1]).sort(),
    ).toEqual(links);
    expect([...mail.text.matchAll(/https?:\S+/g)].map((one) => one[0]).sort()).toEqual(links);
  });

  test('hides the title where there is none to show, in the subject too', () => {
    const bare = writeNotification(config, { ...facts, title: null });
    expect(bare.subject).toBe('Message sécurisé de Dr Zoë Müller');
    expect(bare.text + bare.html).not.toContain('Titre');
  });

  test('speaks the language of the recipient', () => {
    const english = writeNotification(config, { ...facts, locale: 'en' });
    expect(english.subject).toBe('Secure message from Dr Zoë Müller: Compte rendu');
    expect(english.text).toContain('21 November 2026');
    expect(english.text).not.toMatch(/scellé|Expéditeur|disponible/i);
    expect(english.html).toContain('<html lang="en">');
  });

  test('uses the support address of the operator as help link where there is one', () => {
    const own = writeNotification({ ...config, supportUrl: 'https://aide.example/pli' }, facts);
    expect(own.html).toContain('href="https://aide.example/pli"');
    expect(own.text).not.toContain('/help');
  });
});

describe.each(['fr', 'en'] as const)('every mail in %s', (locale) => {
  test('says that a machine wrote it (RFC 3834), has no image, script, form, outside resource or attachment', () => {
    for (const mail of everyMail(locale)) {
      expect(mail.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' });
      expect(mail.html).not.toMatch(
        /<(img|script|link|iframe|object|form|video|audio|style)\b|url\(|@import|srcset|cid:/i,
      );
      expect(mail.html).not.toMatch(/\son\w+=/i);
      expect(mail.text).toMatch(/automatique|automatically/);
    }
  });

  test('holds no unresolved message key and no empty line of facts', () => {
    for (const mail of everyMail(locale)) {
      expect(mail.subject + mail.text + mail.html).not.toMatch(
        /notification\.|failures\.|undefined|null|\{[a-zA-Z]+\}/,
      );
    }
  });

  test('hostile names and titles add no header, no markup and no line', () => {
    for (const mail of everyMail(locale, hostile)) {
      expect(unsafeMailReason(mail)).toBeNull();
      expect(mail.html + mail.text).not.toMatch(/[\r\u2028\u202e]/);
      expect(mail.html + mail.text).not.toContain('\0');
      expect(mail.html).not.toContain('<script');
      expect(mail.text).not.toMatch(/^Bcc:/m);
    }
  });
});

describe('the code mail', () => {
  test('shows the code once a side, in groups of four, and no link that signs in', () => {
    const mail = writeCodeMail(config, {
      messageId: '<3@pli.example>',
      codeId: '0193f0a0-0000-7000-8000-000000000000',
      locale: 'fr',
      to: 'a@b.example',
      purpose: 'guest_sign_in',
      secret: '12345678',
      expiresAt: new Date(),
    });
    expect(mail.text.match(/1234 5678/g)).toHaveLength(1);
    expect(mail.html.match(/1234 5678/g)).toHaveLength(1);
    expect(mail.subject).not.toMatch(/\d/);
    expect([...mail.html.matchAll(/href="([^"]*)"/g)].map((one) => one[1])).toEqual([
      'https://pli.example/help',
    ]);
  });
});

describe('small parts', () => {
  test('oneLine keeps one line, no direction or zero-width characters, and cuts by characters', () => {
    expect(oneLine('  a\r\n\tb\u202e\u200b c ')).toBe('a b c');
    expect(oneLine('é'.normalize('NFD'))).toBe('é');
    expect(oneLine('😀'.repeat(10), 5)).toBe(`${'😀'.repeat(4)}…`);
  });

  test('Message-IDs are new for new mails, equal for the same facts, and never hold an address', () => {
    expect(newMessageId(config.mail)).not.toBe(newMessageId(config.mail));
    expect(messageIdOf(config.mail, 'a', 'b')).toBe(messageIdOf(config.mail, 'a', 'b'));
    expect(messageIdOf(config.mail, 'a', 'b')).not.toBe(messageIdOf(config.mail, 'a', 'c'));
    expect(newMessageId(config.mail)).toMatch(/^<[0-9a-f-]{36}@pli\.example>$/);
  });

  test('a failure is stored and read back; only the words of a mail server are shown', () => {
    const refused = failureOf('refused', '550 5.1.1 no such user: really');
    expect(refused).toEqual({ code: 'refused', reply: '550 5.1.1 no such user: really' });
    expect(parseNotificationFailure(formatNotificationFailure(refused))).toEqual(refused);
    expect(failureOf('deferred', 'ECONNREFUSED connect ECONNREFUSED 10.0.0.4:25')).toEqual({
      code: 'unreachable',
      reply: '',
    });
    expect(failureOf('deferred', '451 later\r\nmore')).toEqual({ code: 'deferred', reply: '451 later more' });
    expect(parseNotificationFailure('given-up')).toEqual({ code: 'given-up', reply: '' });
    expect(parseNotificationFailure(null)).toBeNull();
  });

  test('every failure code has its sentence in both languages, and no sentence is left over', () => {
    for (const locale of ['fr', 'en'] as const) {
      expect(Object.keys(catalogues[locale].failures).sort()).toEqual([...notificationFailureCodes].sort());
    }
  });
});

describe('French in mails', () => {
  test('has a no-break space before : ; ? ! and inside guillemets, in subjects as in the text', () => {
    const words = JSON.stringify(catalogues.fr.notification).replaceAll('":"', '');
    expect(words.match(/.{12} [:;?!»]|« .{12}/g) ?? []).toEqual([]);
    expect(catalogues.fr.notification.wrongRecipient.subject).toMatch(/\u00a0:/);
  });
});
