import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../lib/config';
import { catalogues } from '../../../lib/i18n/catalogues';
import { writeCodeMail } from '../../../lib/notification/write-code-mail';
import { writeNotification } from '../../../lib/notification/write-notification';

type Tree = { [key: string]: string | Tree };

/**
 * What a patient may read: every message of the pages behind a link and of the mails to somebody without an account. New keys fall
 * under it by themselves.
 */
const readByPatients = [
  'open',
  'answer',
  'auth.code',
  'auth.letter',
  'auth.move',
  'notification.notification',
  'notification.code',
  'notification.noPassword',
  'notification.common',
  'evidence.button',
  'common',
  'errors',
];

/** Stands only behind "Details", is said to members alone, or names what only administrators see. */
const notForPatients = [
  /^open\.checks\.(sealedStamped|sealedUnstamped|step|state|says|facts)\b/,
  /^open\.(sent|mistrusted\.support)\b/,
  /^notification\.common\.service$/,
  /^auth\.code\.member$/,
  /^common\.(compose|places|shortcuts|account)\b/,
  /^errors\.(envelope-incomplete|attachments-too-large|too-many-recipients|token-refused|scope-missing|too-many-tokens|too-many-destinations|checkpoint-ahead|log-broken)$/,
];

const forbidden = {
  fr: /(?<![\p{L}\p{M}])(plis?|scell\p{L}*|horodat\p{L}*|int[ée]grit\p{L}*|coffre\p{L}*|jetons?|empreintes?|utc|sceaux?|chiffré\p{L}*|hach\p{L}*|rfc)(?![\p{L}\p{M}])/iu,
  en: /\b(pli|envelopes?|seal\w*|timestamp\w*|time-stamp\w*|integrity|vault|tokens?|fingerprints?|utc|digests?|encrypted|rfc)\b/i,
};

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

const config = parseConfig({
  DATABASE_URL: 'postgresql://localhost/unused',
  PLI_PUBLIC_URL: 'https://messages.example',
  MAIL_FROM: 'ne-pas-repondre@hopital.example',
});

describe.each(['fr', 'en'] as const)('a patient reads everyday words (%s)', (locale) => {
  it('in every message of the guest pages and mails that is not behind "Details"', () => {
    const read = flatten(catalogues[locale] as Tree).filter(
      ([key]) =>
        readByPatients.some((one) => key.startsWith(`${one}.`)) &&
        !notForPatients.some((one) => one.test(key)),
    );
    expect(read.length).toBeGreaterThan(100);
    expect(read.filter(([, text]) => forbidden[locale].test(text.replaceAll(/\{\w+\}/g, '')))).toEqual([]);
  });

  it('in the whole mails as they are written', () => {
    const moment = new Date('2026-11-28T15:20:00Z');
    const common = { locale, messageId: '<1@hopital.example>', to: 'patiente@courrier.example' };
    const mails = [
      writeNotification(config, {
        ...common,
        hasMailbox: false,
        reference: 'A'.repeat(32),
        sender: {
          name: 'Dr Antoine Roussel',
          address: 'a.roussel@hopital.example',
          organisation: 'CH de Valmont',
        },
        title: null,
        sealedAt: moment,
        expiresAt: moment,
      }),
      writeCodeMail(config, {
        ...common,
        codeId: '1',
        purpose: 'guest_sign_in',
        secret: '12345678',
        expiresAt: moment,
      }),
    ];
    for (const { subject, text, html } of mails) {
      expect(subject).not.toMatch(forbidden[locale]);
      expect(text.replaceAll(/https?:\S+/g, '')).not.toMatch(forbidden[locale]);
      const said = html.replaceAll(/<[^>]*>|https?:[^<\s]+/g, ' ');
      expect(said).not.toMatch(forbidden[locale]);
    }
  });
});

describe('what stands behind "Details"', () => {
  it('is drawn inside a details element, on paper at the letter’s end, and nowhere else', () => {
    const folder = path.resolve(import.meta.dirname, '../../../app/e/_components');
    for (const file of ['verification-panel.tsx', 'reader.tsx', 'mistrusted.tsx']) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      const outside = source.replaceAll(/<details>[\s\S]*?<\/details>/g, '');
      expect(source, file).toContain('<details>');
      expect(outside, file).not.toMatch(/<StepList|sentences\.map/);
    }
  });
});
