import { toBase64 } from './base64';

/** A person of a mail's header. */
type MailPerson = { address: string; name: string | null };

/** A file of a mail: `contentId` where the HTML names it. */
export type MailFile = { name: string; mediaType: string; contentId: string | null; bytes: Blob };

/** What a mail is written from. */
export type Mail = {
  from: MailPerson;
  to: readonly MailPerson[];
  cc: readonly MailPerson[];
  subject: string;
  date: Date;
  /** Without its brackets: `id@host`. */
  messageId: string;
  text: string;
  html: string;
  files: readonly MailFile[];
};

/** 57 octets are a line of 76 characters; so many lines are written at once. */
const chunkBytes = 57 * 8_192;
const utf8 = new TextEncoder();

/**
 * A mail as a file (`.eml`), piece by piece, so that no whole file of it is in memory: RFC 5322 and 2045 to 2047, names of files by RFC 2231,
 * the pictures of the text in `multipart/related` (RFC 2387). All bodies are base64, so that every byte is what it was; nothing that is given
 * can add a line to a header.
 */
export async function* mailPieces(mail: Mail): AsyncGenerator<string> {
  const inline = mail.files.filter(({ contentId }) => contentId !== null);
  const attached = mail.files.filter(({ contentId }) => contentId === null);
  yield headerOf(mail);
  yield* multipart('mixed', 0, [
    () =>
      multipart('alternative', 1, [
        () => leaf([`Content-Type: text/plain; charset=utf-8`], new Blob([mail.text])),
        () =>
          multipart('related', 2, [
            () => leaf([`Content-Type: text/html; charset=utf-8`], new Blob([mail.html])),
            ...inline.map((file) => () => fileLeaf(file, 'inline')),
          ]),
      ]),
    ...attached.map((file) => () => fileLeaf(file, 'attachment')),
  ]);
}

type Piece = () => AsyncGenerator<string>;

/** Base64 has no `=_`, so that no body holds a boundary (RFC 2045, section 6.7, says so of both encodings). */
async function* multipart(subtype: string, level: number, parts: readonly Piece[]): AsyncGenerator<string> {
  const boundary = `=_pli_${level}`;
  yield `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n`;
  for (const part of parts) {
    yield `--${boundary}\r\n`;
    yield* part();
    yield '\r\n';
  }
  yield `--${boundary}--\r\n`;
}

function fileLeaf(
  { name, mediaType, contentId, bytes }: MailFile,
  disposition: string,
): AsyncGenerator<string> {
  const header = [
    `Content-Type: ${mediaType}`,
    `Content-Disposition: ${disposition};\r\n${fileNameOf(name)}`,
    ...(contentId === null ? [] : [`Content-ID: <${contentId.replace(/[^\x21-\x7e]|[<>]/g, '_')}>`]),
  ];
  return leaf(header, bytes);
}

async function* leaf(header: readonly string[], body: Blob): AsyncGenerator<string> {
  yield `${[...header, 'Content-Transfer-Encoding: base64'].join('\r\n')}\r\n\r\n`;
  for (let at = 0; at < body.size; at += chunkBytes) {
    const bytes = new Uint8Array(await body.slice(at, at + chunkBytes).arrayBuffer());
    yield toBase64(bytes).replace(/.{1,76}/g, '$&\r\n');
  }
}

function headerOf({ from, to, cc, subject, date, messageId }: Mail): string {
  const lines = [
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${personInHeader(from)}`,
    ...(to.length === 0 ? [] : [`To: ${to.map(personInHeader).join(',\r\n ')}`]),
    ...(cc.length === 0 ? [] : [`Cc: ${cc.map(personInHeader).join(',\r\n ')}`]),
    `Subject: ${encodedWords(subject)}`,
    `Message-ID: <${messageId}>`,
    'MIME-Version: 1.0',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function personInHeader({ address, name }: MailPerson): string {
  // An address outside of ASCII stands as it is (RFC 6532); blanks, controls and brackets stand in none.
  const bare = address.replace(/[\s\p{Cc}<>]/gu, '');
  return name ? `${encodedWords(name)}\r\n <${bare}>` : `<${bare}>`;
}

/** Always encoded, in words of at most 75 characters that divide no character (RFC 2047, sections 2 and 5). */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word: number[] = [];
  for (const character of text.toWellFormed()) {
    const octets = utf8.encode(character);
    if (word.length + octets.length > 45) {
      words.push(toBase64(Uint8Array.from(word)));
      word = [];
    }
    word.push(...octets);
  }
  if (word.length > 0) words.push(toBase64(Uint8Array.from(word)));
  return words.map((one) => `=?utf-8?B?${one}?=`).join('\r\n ');
}

/** In pieces that fit a line (RFC 2231, sections 3 and 4), percent-encoded as UTF-8. */
function fileNameOf(name: string): string {
  const pieces: string[] = [];
  let piece = "utf-8''";
  for (const octet of utf8.encode(name.toWellFormed())) {
    const isPlain = /[A-Za-z0-9._-]/.test(String.fromCharCode(octet));
    const written = isPlain
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    if (piece.length + written.length > 60) {
      pieces.push(piece);
      piece = '';
    }
    piece += written;
  }
  pieces.push(piece);
  return pieces.map((one, at) => ` filename*${at}*=${one}`).join(';\r\n');
}
