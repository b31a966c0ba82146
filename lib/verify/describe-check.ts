import { createTranslator } from 'use-intl/core';
import enCommand from '../../messages/en/command.json';
import enEvidence from '../../messages/en/evidence.json';
import frCommand from '../../messages/fr/command.json';
import frEvidence from '../../messages/fr/evidence.json';
import type { Check, ProvedChange } from './report';

const places = ['file', 'line', 'index', 'number', 'field'] as const;
const catalogues = {
  en: { words: enEvidence.verify, facts: enCommand.facts },
  fr: { words: frEvidence.verify, facts: frCommand.facts },
};
type Locale = keyof typeof catalogues;
type Say = (key: keyof typeof enCommand.facts, values?: Record<string, string | number>) => string;

/** A check as one plain sentence, with its place in the file where it has one; the words are those of the page /verify. */
export function describeCheck({ check, state, code, facts }: Check, locale: Locale = 'en'): string {
  const { words } = catalogues[locale];
  const messages: Record<string, string> = catalogues[locale].facts;
  const translate = createTranslator({ locale, messages });
  const say: Say = (key, values) => translate(key, values);
  if (state === 'verified') {
    const what = established(facts, say);
    return `${words.checks[check]}${what === '' ? '' : ` (${what})`}.`;
  }
  const known: Readonly<Record<string, string | undefined>> = words.codes;
  const sentence = known[code] ?? words.codes.other.replace('{code}', code);
  const where = places
    .filter((place) => facts[place] !== undefined && facts[place] !== null)
    .map((place) => `${say(`place-${place}`)} ${facts[place]}`);
  const key = typeof facts.key === 'string' && code.startsWith('log-key') ? facts.key : '';
  const claim =
    code === 'head-unsigned'
      ? say('it-says', { organisation: String(facts.organisation), at: String(facts.exportedAt) })
      : '';
  const colon = locale === 'fr' ? '\u00a0:' : ':';
  return [
    `${words.checks[check]}${colon} ${sentence}`,
    where.length > 0 ? say('where', { places: where.join(', ') }) : '',
    key,
    claim,
  ]
    .filter((one) => one !== '')
    .join(' ');
}

/** A change that an addendum made, as one plain sentence. */
export function describeChange({ at, by, kind, until, own }: ProvedChange, locale: Locale = 'en'): string {
  const { words, facts } = catalogues[locale];
  const isOwn = own && (kind === 'recipient-added' || kind === 'recipient-withdrawn');
  const sentences: Record<string, string> = words.changes;
  const what = createTranslator({ locale, messages: sentences })(isOwn ? `${kind}-own` : kind, {
    until: until ?? '',
  });
  const messages: Record<string, string> = facts;
  const say = createTranslator({ locale, messages });
  return by === null ? say('changed-by-rule', { at, what }) : say('changed-by', { at, name: by, what });
}

/** What a passed check established. What the file itself vouches for, whoever made it may have made up. */
function established(facts: Check['facts'], say: Say): string {
  const own = facts.pinned === false;
  if (facts.authority !== undefined) {
    const values = { time: String(facts.time), authority: String(facts.authority) };
    return say(own ? 'by-root-in-file' : 'by-authority', values);
  }
  if (facts.fingerprint !== undefined) {
    const fingerprint = String(facts.fingerprint).toUpperCase();
    return own ? say('by-key-in-file', { fingerprint }) : fingerprint;
  }
  if (facts.addenda !== undefined) {
    return say('addenda', { count: Number(facts.addenda), until: String(facts.availableUntil) });
  }
  if (facts.entries !== undefined) {
    const entries = say('entries', { count: Number(facts.entries) });
    if (facts.leftOut === undefined) return entries;
    const left = { count: Number(facts.leftOut), clients: Number(facts.clientsLeftOut) };
    return entries + say('left-out', left);
  }
  if (facts.files !== undefined) return say('files', { count: Number(facts.files) });
  if (facts.first !== undefined)
    return say('numbers', { first: String(facts.first), last: String(facts.last) });
  if (facts.organisation !== undefined) return `${facts.organisation}, ${facts.exportedAt}`;
  if (facts.address !== undefined) return String(facts.address);
  return facts.size === undefined ? '' : say('entries', { count: Number(facts.size) });
}
