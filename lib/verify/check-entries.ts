import { jcs } from '../audit-format/commitments';
import type { Checkpoint } from './checkpoint';
import { Fault } from './fault';
import { leafHash, rootOfInclusion, sameHash } from './merkle';
import { EntryReader, readKnown } from './read-entry';
import { linesOf } from './read-lines';
import type { ZipFiles } from './read-zip';
import type { Checks, ProvedEntry } from './report';
import type { Sha256 } from './sha256';
import { parseTlogProof, type TlogProof } from './tlog-proof';

const linesFile = 'log/entries.jsonl';
const proofName = /^log\/proofs\/(0|[1-9]\d{0,14})\.tlog-proof$/;

/** The check `entries` of a bundle. Null where it failed. */
export async function checkEntries(
  checks: Checks,
  sha256: Sha256,
  zip: ZipFiles,
  checkpoint: Checkpoint | null,
  envelopeId: string,
): Promise<ProvedEntry[] | null> {
  let entries: ProvedEntry[] | null = null;
  await checks.run('entries', async () => {
    entries = await readProvedEntries(sha256, zip, checkpoint, envelopeId);
    return { entries: entries.length, from: entries[0]?.at ?? null, to: entries.at(-1)?.at ?? null };
  });
  return entries;
}

/**
 * Checks every entry of a bundle: about this envelope, its shown fields as committed, and in the tree of the bundle's checkpoint by
 * its own proof; and that no proof stands without its entry.
 * @throws Fault `entry-…`, `proof-…`, `line-malformed`
 */
async function readProvedEntries(
  sha256: Sha256,
  zip: ZipFiles,
  checkpoint: Checkpoint | null,
  envelopeId: string,
): Promise<ProvedEntry[]> {
  const lines = linesOf(await zip.read(linesFile));
  const proofs = new Set(zip.names.filter((name) => proofName.test(name)));
  const entry = new EntryReader(sha256);
  const proved: ProvedEntry[] = [];
  let line = 0;
  for (let start = 0; start < lines.bytes.length; ) {
    line += 1;
    const end = lines.bytes.indexOf(10, start) + 1;
    const place = { file: linesFile, line };
    if (end === 0) throw new Fault('file-truncated', place);
    const read = readEntry(entry, lines, start, end, place);
    const where = { ...place, index: read.index };
    if (entry.fault) throw new Fault(entry.fault.code, { ...where, ...entry.fault.facts });
    if (entry.envelope !== envelopeId) throw new Fault('entry-of-another-envelope', where);
    if (read.index <= (proved.at(-1)?.index ?? -1)) throw new Fault('index-out-of-order', where);
    const name = `log/proofs/${read.index}.tlog-proof`;
    if (!proofs.delete(name)) throw new Fault('proof-missing', where);
    await checkProof(sha256, zip, name, { index: read.index, leaf: entry.leafBytes.slice(1) }, checkpoint);
    proved.push(read);
    start = end;
  }
  const [surplus] = proofs;
  if (surplus) throw new Fault('proof-without-entry', { file: surplus });
  return proved;
}

function readEntry(
  entry: EntryReader,
  lines: ReturnType<typeof linesOf>,
  start: number,
  end: number,
  place: { file: string; line: number },
): ProvedEntry {
  // Reading overwrites salts, so what a person is shown is taken before.
  const text = new TextDecoder().decode(lines.bytes.subarray(start, end));
  try {
    readKnown(entry, lines, start);
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, { ...place, ...error.facts }) : error;
  }
  const line = parseCanonical(text, place);
  return {
    index: entry.index,
    at: entry.at,
    event: lines.text.slice(entry.eventStart, entry.eventEnd),
    actorKind: entry.actorKind,
    fields: Object.fromEntries(Object.entries(line.fields).map(([field, { value }]) => [field, value])),
  };
}

/**
 * The reader takes a value's bytes for what was hashed; whether they are JSON with one meaning (no doubled member, no second
 * spelling) is the log's word until here.
 */
function parseCanonical(
  text: string,
  place: { file: string; line: number },
): { fields: Record<string, { value: unknown }> } {
  try {
    const line = JSON.parse(text) as { fields: Record<string, { value: unknown }> }; // the reader has proved its shape
    if (`${jcs(line)}\n` === text) return line;
  } catch {
    // said below
  }
  throw new Fault('line-malformed', place);
}

function parseProof(text: string, file: string): TlogProof {
  try {
    return parseTlogProof(text);
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, { file }) : error;
  }
}

async function checkProof(
  sha256: Sha256,
  zip: ZipFiles,
  file: string,
  { index, leaf }: { index: number; leaf: Uint8Array },
  checkpoint: Checkpoint | null,
): Promise<void> {
  const proof = parseProof(new TextDecoder().decode(await zip.read(file)), file);
  if (proof.index !== index) throw new Fault('proof-of-another-entry', { file, index });
  if (!checkpoint) return;
  if (proof.checkpoint !== checkpoint.note) throw new Fault('proof-other-checkpoint', { file, index });
  const root = rootOfInclusion(sha256, {
    index,
    size: checkpoint.size,
    leaf: leafHash(sha256, leaf),
    path: proof.path,
  });
  if (!sameHash(root, checkpoint.root)) throw new Fault('entry-not-in-log', { file, index });
}
