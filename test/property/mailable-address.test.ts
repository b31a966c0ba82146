import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpMailer } from '../../lib/adapters/mail/smtp-mailer';
import { parseAddress } from '../../lib/address/address';
import type { Mailer } from '../../lib/ports/mailer';
import { exampleMail } from '../contract/mailer.contract';
import { runs } from '../support/runs';
import { SmtpPeer } from '../support/smtp-peer';

let peer: SmtpPeer;
let mailer: Mailer;
beforeAll(async () => {
  peer = await SmtpPeer.start();
  mailer = createSmtpMailer({ url: peer.url, dkim: null });
});
afterAll(async () => {
  mailer.close();
  await peer.away();
});

const sign = fc.constantFrom(..."abzAZ019#$&'*+/=?^_`{|}~-.");
const local = fc.oneof(
  fc.string({ unit: sign, minLength: 1, maxLength: 64 }),
  fc.constantFrom(
    "o'brien",
    "d'hondt.l'abbé",
    '"a b"',
    'a%b',
    'a!b',
    '|cat',
    '/etc',
    "''",
    '`x`',
    '{}',
    'a..b',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);
const domain = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    'hôpital.example',
    'ＣＨＵ.example',
    'xn--hpital-ixa.example',
    'chu.fr.',
    '[127.0.0.1]',
    'localhost',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((text) => `${text}.fr`),
);

describe('an address', () => {
  it('that is accepted is mailed to exactly this address; any other never reaches a mail server', async () => {
    await fc.assert(
      fc.asyncProperty(local, domain, async (before, after) => {
        const typed = `${before}@${after}`;
        const address = parseAddress(typed);
        const already = peer.mails.length;
        const outcome = await mailer.send(exampleMail({ to: address ?? typed }));
        if (address === null) {
          expect([typed, outcome.state, peer.mails.length]).toEqual([typed, 'refused', already]);
          return;
        }
        expect([typed, outcome]).toEqual([typed, expect.objectContaining({ state: 'accepted' })]);
        const mail = peer.mails.at(-1);
        // the peer shows domains in their own script
        expect(mail?.to.map(parseAddress)).toEqual([address]);
        expect(/^To: (.*(?:\r\n[ \t].*)*)/m.exec(mail?.raw ?? '')?.[1]?.replace(/\r\n/g, '')).toBe(address);
      }),
      {
        numRuns: runs(400),
        examples: [
          ["o'brien", 'hopital-nord.test'],
          ["''", 'a.fr'],
          ['{a|b}', 'a.fr'],
          ['-x', 'a.fr'],
        ],
      },
    );
  });
});
