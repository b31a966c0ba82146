import {
  flagsBy,
  type LetterFlag,
  type LetterMarks,
  letterFlags,
  letterMarksSchema,
  plainMarks,
  shownMarks,
} from '../envelope-format/manifest-2';
import { ClientError } from './client-error';

type Column = {
  name: string;
  /** In help and documentation, behind the name. */
  holds?: { en: string; fr: string };
  /** It came when journals of batches were written already: an older one knows its letters by digests without it. */
  later?: 'by-value' | 'by-name';
};

const yes = { en: 'yes or no', fr: 'yes ou no' };

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : '';
/** What a mark that says yes or no is called as an option of `pli send` and as a column. */
type FlagName = Kebab<LetterFlag>;

/** @see FlagName */
export function flagName(flag: LetterFlag): FlagName {
  // what Kebab says of it
  return flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as FlagName;
}

/**
 * All that a line of a batch's table says of a letter: the one list from which its parser, its digest, the help and docs/command-line.md have
 * their columns. What is new stands last and is `later`.
 */
export const letterColumns = [
  { name: 'id' },
  { name: 'to' },
  { name: 'cc' },
  { name: 'bcc' },
  { name: 'from' },
  { name: 'subject' },
  { name: 'body' },
  { name: 'body-file' },
  {
    name: 'files',
    holds: {
      en: 'several with semicolons; paths as seen from the table',
      fr: 'plusieurs avec des points-virgules ; chemins vus du tableau',
    },
  },
  // the first that came later: journals of then have its value alone
  { name: 'expires-in-days', later: 'by-value' },
  { name: 'importance', later: 'by-name', holds: { en: 'low, normal, high', fr: 'low, normal, high' } },
  ...letterFlags.map((flag) => ({ name: flagName(flag), later: 'by-name' as const, holds: yes })),
] as const satisfies readonly Column[];

export type ColumnName = (typeof letterColumns)[number]['name'];
export const columnNames: readonly ColumnName[] = letterColumns.map(({ name }) => name);

/** What is digested of a line: the first columns always, a later one only where something stands in it. */
export function digestedValues(values: Readonly<Record<string, string>>): string[] {
  return letterColumns.flatMap((column) => {
    const value = values[column.name] ?? '';
    if (!('later' in column)) return [value];
    if (value === '') return [];
    return [column.later === 'by-value' ? value : `${column.name}=${value}`];
  });
}

/** The columns as help and documentation name them. */
export function columnsInWords(locale: 'en' | 'fr'): string {
  return letterColumns
    .map((column) => ('holds' in column ? `${column.name} (${column.holds[locale]})` : column.name))
    .join(', ');
}

/**
 * The marks of a letter, from the options of `pli send` or the columns of a table; undefined where none is said.
 * @throws ClientError `usage`
 */
export function marksFrom(said: Readonly<Partial<Record<ColumnName, string>>>): LetterMarks | undefined {
  const importance = (said.importance ?? '').trim().toLowerCase() || plainMarks.importance;
  const known = letterMarksSchema.shape.importance.safeParse(importance);
  if (!known.success) throw new ClientError('usage', 'importance-invalid');
  const flags = flagsBy(letterFlags, (flag) => isYes(said, flagName(flag)));
  const marks = { importance: known.data, ...flags };
  return shownMarks(marks).length > 0 ? marks : undefined;
}

/** `yes` and `no`, and as spreadsheets in French have them. */
function isYes(said: Readonly<Partial<Record<ColumnName, string>>>, name: ColumnName): boolean {
  const value = (said[name] ?? '').trim().toLowerCase();
  if (['yes', 'oui', 'true', 'vrai', '1', 'x'].includes(value)) return true;
  if (['', 'no', 'non', 'false', 'faux', '0'].includes(value)) return false;
  throw new ClientError('usage', 'yes-or-no', { name });
}
