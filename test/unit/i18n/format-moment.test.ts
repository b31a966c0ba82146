import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatMoment } from '../../../lib/i18n/format-moment';

const moment = new Date('2026-11-21T23:03:11Z');
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('a moment', () => {
  it('is written day first on a 24-hour clock, in English too', () => {
    const utc = { timeZone: 'UTC' } as const;
    expect(formatMoment(moment, 'en', { ...utc, dateStyle: 'medium', timeStyle: 'medium' })).toBe(
      '21 Nov 2026, 23:03:11',
    );
    expect(plain(formatMoment(moment, 'en', { ...utc, dateStyle: 'long', timeStyle: 'long' }))).toMatch(
      /^21 November 2026 at 23:03:11 (UTC|GMT)$/,
    );
    expect(plain(formatMoment(moment, 'fr', { ...utc, dateStyle: 'medium', timeStyle: 'medium' }))).toMatch(
      /^21 nov\. 2026,? (à )?23:03:11$/,
    );
    for (const hour of [0, 12, 24]) {
      const at = new Date(Date.UTC(2026, 10, 21, hour));
      expect(formatMoment(at, 'en', { ...utc, timeStyle: 'short' })).toMatch(/^(00|12):00$/);
    }
  });

  it('is written by this alone: no page asks next-intl, whose English is American', () => {
    const app = path.resolve(import.meta.dirname, '../../../app');
    const others = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(
      (name) =>
        name.endsWith('.tsx') &&
        /\.dateTime\(|toLocale(Date|Time)?String\(/.test(readFileSync(path.join(app, name), 'utf8')),
    );
    expect(others).toEqual([]);
  });
});
