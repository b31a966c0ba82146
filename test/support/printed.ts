import { execFileSync } from 'node:child_process';

/** Paper as the browsers' protocols want it, in centimetres. */
export const papers = { A4: { width: 21, height: 29.7 }, A5: { width: 14.8, height: 21 } } as const;

/** A message of that many paragraphs, each with its number and words enough to be broken on narrow paper. */
export function numberedHtml(paragraphs: number): string {
  const one = (n: number) =>
    `<p>Alinéa ${n}.${n % 7 === 0 ? ' Le traitement est poursuivi à la même dose, avec un contrôle dans quinze jours et un rendez-vous.' : ''}</p>`;
  return Array.from({ length: paragraphs }, (_, index) => one(index + 1)).join('');
}

/** A printed letter as poppler reads it: its text, sheet after sheet. */
export function sheetsOf(pdf: Uint8Array): string[] {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  return text.split('\f').slice(0, -1); // each sheet ends in a form feed
}

/** The numbers of `numberedHtml` on paper, in the order they are read. */
export function numbersOn(sheets: readonly string[]): number[] {
  return [...sheets.join('\n').matchAll(/Alinéa\s+(\d+)\./g)].map((found) => Number(found[1]));
}
