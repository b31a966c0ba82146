import { referenceOf, sendAndWait } from './letters.ts';
import { numberedHtml } from './printed.ts';
import type { RunningPli } from './with-pli.ts';

/** Letters that are printed, by how many paragraphs they have: from one line to more than a dozen sheets. */
export const paragraphCounts = [1, 6, 20, 57, 140, 400] as const;

/** Sends one letter of each length to a colleague; the reference of each, by its number of paragraphs. */
export async function sendNumberedLetters(running: RunningPli): Promise<Map<number, string>> {
  const reader = running.pli.account('member', 1);
  const sender = await running.person(running.pli.account('member', 0));
  const references = new Map<number, string>();
  for (const paragraphs of paragraphCounts) {
    const letter = await sendAndWait(running, sender, {
      title: `Compte rendu de ${paragraphs} alinéas`,
      html: numberedHtml(paragraphs),
      files: [{ name: 'résultats.pdf', bytes: new Uint8Array(2_345) }],
      recipients: [{ address: reader.email, kind: 'to' }],
    });
    references.set(paragraphs, referenceOf(letter, reader.email));
  }
  return references;
}

/** What stands on every printed letter besides its text, in French. */
export function expectedOnPaper(running: RunningPli, paragraphs: number, reference: string): string[] {
  const reader = running.pli.account('member', 1);
  const sender = running.pli.account('member', 0);
  return [
    `Compte rendu de ${paragraphs}`,
    sender.email,
    reader.email,
    'Envoyé le',
    reference,
    'résultats.pdf',
    'SHA-256',
    'Scellé le',
  ];
}
