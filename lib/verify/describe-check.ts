import words from '../../messages/en/evidence.json';
import type { Check } from './report';

const places = ['file', 'line', 'index', 'number', 'field'] as const;
const { checks, codes } = words.verify;

/** A check as one plain English sentence, with its place in the file where it has one; the words are those of the page /verify. */
export function describeCheck({ check, state, code, facts }: Check): string {
  if (state === 'verified') return `${checks[check]}${established(facts)}.`;
  const known: Readonly<Record<string, string | undefined>> = codes;
  const sentence = known[code] ?? `This check failed (${code}).`;
  const where = places
    .filter((place) => facts[place] !== undefined && facts[place] !== null)
    .map((place) => `${place} ${facts[place]}`);
  const key = typeof facts.key === 'string' && code.startsWith('log-key') ? ` ${facts.key}` : '';
  const claim = code === 'head-unsigned' ? ` It says: ${facts.organisation}, ${facts.exportedAt}.` : '';
  return `${checks[check]}: ${sentence}${where.length > 0 ? ` Where: ${where.join(', ')}.` : ''}${key}${claim}`;
}

/** What a passed check established, in brackets. */
function established(facts: Check['facts']): string {
  // What the file itself vouches for, whoever made it may have made up.
  const own = (what: string) =>
    facts.pinned === false ? `, by ${what} in the file: compare with one you know` : '';
  if (facts.authority !== undefined)
    return ` (${facts.time} by ${facts.authority}${own('the root certificate')})`;
  if (facts.fingerprint !== undefined)
    return ` (${String(facts.fingerprint).toUpperCase()}${own('the key')})`;
  if (facts.entries !== undefined) return ` (${facts.entries} entries)`;
  if (facts.files !== undefined) return ` (${facts.files} files)`;
  if (facts.first !== undefined) return ` (numbers ${facts.first} to ${facts.last})`;
  if (facts.organisation !== undefined) return ` (${facts.organisation}, ${facts.exportedAt})`;
  if (facts.address !== undefined) return ` (${facts.address})`;
  return facts.size === undefined ? '' : ` (${facts.size} entries)`;
}
