import { expect, test } from 'vitest';
import type { Mail, Mailer } from '../../lib/ports/mailer';

/** A mail with everything a mail of Pli has. */
export function exampleMail(changes: Partial<Mail> = {}): Mail {
  return {
    messageId: `<${crypto.randomUUID()}@pli.example>`,
    from: { address: 'ne-pas-repondre@pli.example', name: 'Pli, l’hôpital "Nord"' },
    to: 'destinataire@exemple.example',
    subject: 'Message sécurisé de Zoë Müller : résultats',
    text: 'Bonjour,\n.\nune ligne avec un point seul, et une fin accentuée : é\n',
    html: '<p>Bonjour, <b>é</b></p>',
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...changes,
  };
}

/** What every mailer guarantees. `taken` lists what has arrived on the other side. */
export function mailerContract(
  make: () => {
    mailer: Mailer;
    taken: () => Promise<{ messageId: string; to: string; subject: string; raw: string }[]>;
  },
) {
  test('a mail is accepted and arrives with its Message-ID, subject, both bodies and headers', async () => {
    const { mailer, taken } = make();
    const mail = exampleMail();
    expect(await mailer.send(mail)).toMatchObject({ state: 'accepted' });
    const arrived = (await taken()).find((one) => one.messageId === mail.messageId);
    expect(arrived).toMatchObject({ to: mail.to, subject: mail.subject });
    expect(arrived?.raw).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(arrived?.raw).toContain('multipart/alternative');
    expect(arrived?.raw).toContain('text/plain; charset=utf-8');
    expect(arrived?.raw).toContain('text/html; charset=utf-8');
  });

  test.each<[string, Partial<Mail>]>([
    ['a subject', { subject: 'Objet\r\nBcc: victime@exemple.example' }],
    ['a bare LF in a subject', { subject: 'Objet\nBcc: victime@exemple.example' }],
    ['a sender name', { from: { address: 'a@pli.example', name: 'Pli\r\nBcc: victime@exemple.example' } }],
    ['a header value', { headers: { 'X-Note': 'a\r\nBcc: victime@exemple.example' } }],
    ['a header name', { headers: { 'X-Note: a\r\nBcc': 'victime@exemple.example' } }],
    ['a Message-ID', { messageId: '<a@pli.example>\r\nBcc: victime@exemple.example' }],
    ['a recipient', { to: 'a@exemple.example\r\nBcc: victime@exemple.example' }],
  ])('a line break in %s is refused and nothing is sent', async (_where, change) => {
    const { mailer, taken } = make();
    const before = (await taken()).length;
    expect(await mailer.send(exampleMail(change))).toMatchObject({ state: 'refused' });
    expect(await taken()).toHaveLength(before);
  });

  test.each([
    '"x@evil.example x"@good.example',
    'a@good.example, b@evil.example',
    'a@good.example b@evil.example',
    'Nom <a@evil.example>',
    'a@evil.example@good.example',
    'sans-arobase',
    'a\u202e@good.example',
    'a\u0000@good.example',
  ])('an address that could be read as another is refused: %j', async (to) => {
    const { mailer, taken } = make();
    const before = (await taken()).length;
    expect(await mailer.send(exampleMail({ to }))).toMatchObject({ state: 'refused' });
    expect(await taken()).toHaveLength(before);
  });

  test('it says that it is ready', async () => {
    expect(await make().mailer.ready()).toEqual({ ok: true });
  });
}
