import 'server-only';
import { createHash } from 'node:crypto';
import type { Locale } from '../../access/actor';
import { fieldSalt, jcs, numberSalt, toHex } from '../../audit-format/commitments';
import { endText, type HeadLine } from '../../audit-format/export-lines';
import { buildLeaf } from '../../audit-format/leaf';
import type { Tx } from '../../db/transaction';
import { interleaveSubtrees } from '../../transparency-log/interleave-subtrees';
import { nodeHashing } from '../../transparency-log/node-hashing';
import type { LoggedEntry } from '../../transparency-log/read-logged-entries';
import type { AuditItem } from '../explore/wire';
import { showsClient } from '../trail/client-owner';
import { csvHeader, csvLine } from './csv';
import { tableHeader, tableLine } from './spreadsheet';

/**
 * An export with proofs (docs/audit-log.md, section 3): head, entries with the subtrees between them, end. Every line is
 * canonical JSON (RFC 8785). Holds one batch at a time. `sign` makes a signed note of the log's key from a text: the end binds
 * the head, which no leaf proves, and how many entries there are.
 */
export async function* proofLines(
  db: Pick<Tx, '$queryRaw'>,
  head: HeadLine,
  treeSize: number,
  batches: AsyncIterable<readonly LoggedEntry[]>,
  sign: (text: string) => string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const first = encoder.encode(`${jcs(head)}\n`);
  yield first;
  let entries = 0;
  for await (const lines of interleaveSubtrees(db, treeSize, batches)) {
    let text = '';
    for (const line of lines) {
      if ('subtree' in line) {
        const { hash, index, size } = line.subtree;
        text += `{"subtree":{"hash":"${hash}","index":${index},"size":${size}}}\n`;
      } else {
        text += `${entryLineText(line, head.organisation.id)}\n`;
        entries += 1;
      }
    }
    if (text !== '') yield encoder.encode(text);
  }
  const note = sign(endText(createHash('sha256').update(first).digest('hex'), entries));
  yield encoder.encode(`${jcs({ end: { entries, note } })}\n`);
}

/**
 * JCS of one entry line with all fields shown that the organisation may see, written in its fixed order
 * (test/integration/export-proofs.test.ts holds it against the general encoder): a million of them leave in an export.
 */
export function entryLineText(entry: LoggedEntry, organisationId: string): string {
  const { index, source, numbers } = entry;
  const { salt, fields } = source;
  const own = numbers.find(({ organisation }) => organisation === organisationId);
  const field = (name: 'actor' | 'client' | 'detail' | 'recipient') =>
    `"${name}":{"salt":"${toHex(fieldSalt(nodeHashing, salt, name))}","value":${jcs(fields[name])}}`;
  const client = showsClient(entry.clientOwner, organisationId) ? `${field('client')},` : '';
  const number = own
    ? `,"number":{"number":${own.number},"organisation":"${organisationId}","salt":"${toHex(numberSalt(nodeHashing, salt, organisationId))}"}`
    : '';
  return (
    `{"fields":{${field('actor')},${client}${field('detail')},${field('recipient')}},` +
    `"index":${index},"leaf":${buildLeaf(nodeHashing, source, numbers).text}${number}}`
  );
}

/** The same entries as CSV (RFC 4180), one record each; for the spreadsheets of people who read `spreadsheet`, else for programs. */
export async function* csvLines(
  batches: AsyncIterable<readonly LoggedEntry[]>,
  organisationId: string,
  spreadsheet?: Locale,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const line = (item: AuditItem) => (spreadsheet ? tableLine(item, spreadsheet) : csvLine(item));
  yield encoder.encode(spreadsheet ? tableHeader(spreadsheet) : csvHeader);
  for await (const batch of batches) {
    yield encoder.encode(batch.map((entry) => line(itemOf(entry, organisationId))).join(''));
  }
}

function itemOf({ source, clientOwner }: LoggedEntry, organisationId: string): AuditItem {
  const { actor, recipient, detail } = source.fields;
  const client = showsClient(clientOwner, organisationId) ? source.fields.client : null;
  return {
    id: source.id,
    occurredAt: source.at,
    event: source.event,
    actorKind: source.actorKind,
    actorAddress: actor?.address ?? null,
    recipientAddress: recipient?.address ?? null,
    envelopeId: source.envelope,
    clientAddress: client?.address ?? null,
    clientAgent: client?.agent ?? null,
    detail,
  };
}
