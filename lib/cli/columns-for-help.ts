import { columnsInWords } from '../command/letter-columns';

const indent = ' '.repeat(25);
const lettersMax = 110;

/** The columns of a batch's table as lines of help, behind its options. */
export function columnsForHelp(locale: 'en' | 'fr'): string {
  const lines: string[] = [];
  for (const word of columnsInWords(locale).split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= lettersMax) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return lines.join('\n');
}
