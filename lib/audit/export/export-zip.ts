import 'server-only';
import { createHash } from 'node:crypto';
import { makeZip } from 'client-zip';
import type { HeadLine } from '../../audit-format/export-lines';
import { signSeal } from '../../envelope-format/seal-signature';
import type { Services } from '../../services';
import { exportGuide } from './export-guide';

type Part = { name: string; chunks: () => AsyncIterable<Uint8Array> };

/**
 * The signed ZIP of an export (docs/audit-log.md, section 3), streamed: each file is hashed as it passes, and SHA256SUMS, which
 * comes after them all, is signed by the sealing key. The entries are read twice, once a file: they cannot change
 * meanwhile, and nothing is kept.
 */
export async function* signedZip(
  { keys, clock }: Pick<Services, 'keys' | 'clock'>,
  {
    head,
    jsonl,
    csv,
  }: { head: HeadLine; jsonl: () => AsyncIterable<Uint8Array>; csv: () => AsyncIterable<Uint8Array> },
): AsyncGenerator<Uint8Array> {
  const [sealing] = keys.sealing;
  if (!sealing) throw new Error('there is no sealing key');
  const parts: Part[] = [
    { name: 'audit.jsonl', chunks: jsonl },
    { name: 'audit.csv', chunks: csv },
    text('VERIFY.md', exportGuide(head, sealing.fingerprint)),
    text('keys/log.vkey', `${head.keys.log}\n`),
    text('keys/sealing.asc', sealing.publicKey),
    text('keys/timestamp-roots.pem', head.keys.timestampRoots),
  ];
  const lastModified = clock.now();
  const signed = () => clock.now();
  const files = async function* () {
    let sums = '';
    for (const { name, chunks } of parts) {
      const hash = createHash('sha256');
      yield { name, lastModified, input: hashing(chunks(), (chunk) => hash.update(chunk)) };
      sums += `${hash.digest('hex')}  ${name}\n`;
    }
    const bytes = new TextEncoder().encode(sums);
    yield { name: 'SHA256SUMS', lastModified, input: bytes };
    yield {
      name: 'SHA256SUMS.asc',
      lastModified,
      input: await signSeal(bytes, sealing.privateKey, signed()),
    };
  };
  const reader = makeZip(files(), { buffersAreUTF8: true }).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Somebody went away in the middle: the queries end here.
    await reader.cancel().catch(() => undefined);
  }
}

function text(name: string, content: string): Part {
  const bytes = new TextEncoder().encode(content);
  return {
    name,
    chunks: async function* () {
      yield bytes;
    },
  };
}

async function* hashing(
  chunks: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of chunks) {
    see(chunk);
    yield chunk as Uint8Array<ArrayBuffer>; // all chunks are made by TextEncoder
  }
}
