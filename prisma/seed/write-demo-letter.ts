import 'server-only';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Author } from '../../lib/access/actor';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { sealRequest } from '../../lib/envelope/wire';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { writeSmallLetter } from '../../lib/writing/small-letter';
import type { DemoLetter } from './demo-letters';

/** Where a start's own acts come from: nowhere on a network. */
export const startClient = { address: null, agent: null };

/** Under which id and from which mailbox a letter is written, which one it answers, and where the files lie that hang on it. */
export type DemoPlace = {
  envelopeId: string;
  mailboxId: string;
  inReplyTo: string | null;
  filesDir: string;
};

/** Writes, encrypts, stores and seals a letter under the id it was given, as its author's own program would. */
export async function writeDemoLetter(
  services: Services,
  author: Author,
  letter: DemoLetter,
  { filesDir, ...place }: DemoPlace,
): Promise<void> {
  const { publicKey } = await currentVaultKey(services);
  const files = await Promise.all(
    letter.files.map(async ({ file, name, mediaType }) => ({
      name,
      mediaType,
      bytes: new Uint8Array(await readFile(path.join(filesDir, file))),
    })),
  );
  const { address, name } = letter.to;
  const said = {
    fromAddress: letter.from,
    recipients: [{ address, name, kind: 'to' as const }],
    title: letter.title,
    titleShown: true,
  };
  const { request } = await writeSmallLetter(
    publicKey,
    { ...place, ...said },
    { html: htmlOf(letter), files },
  );
  const { envelopeId } = place;
  await sealEnvelope(services, author, {
    envelopeId,
    client: startClient,
    request: sealRequest.parse(request),
  });
}

function htmlOf({ paragraphs }: DemoLetter): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('');
}
