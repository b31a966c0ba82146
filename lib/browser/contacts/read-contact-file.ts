import { contactFileBytesMax, type FileRefusal, type ReadContacts } from '../../contact-files/read-contacts';
import { readCsv } from '../../contact-files/read-csv';
import { readVcards } from '../../contact-files/read-vcards';
import { decodeText } from '../preview/decode-text';

/** What a file of contacts that somebody chose holds: cards or a table, told by what stands in it and not by its name. */
export async function readContactFile(
  file: Blob,
): Promise<ReadContacts | FileRefusal | { refused: 'too-large' }> {
  if (file.size > contactFileBytesMax) return { refused: 'too-large' };
  const { text } = decodeText(new Uint8Array(await file.arrayBuffer()), file.size);
  return /^\s*BEGIN:VCARD\s*$/im.test(text) ? readVcards(text) : readCsv(text);
}
