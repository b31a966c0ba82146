import { jcs } from '../audit-format/commitments';
import { exportFormat, type HeadLine } from '../audit-format/export-lines';
import { Fault } from './fault';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

/**
 * Reads the first line of an export strictly: canonical, and with every member it must have.
 * @throws Fault `head-malformed`
 */
export function readHead(line: Uint8Array): HeadLine {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    // every member that is used is checked in isHead
    const head = JSON.parse(text) as HeadLine;
    if (isHead(head) && `${jcs(head)}\n` === text) return head;
  } catch {
    // no JSON, or nested beyond all measure: said below
  }
  throw new Fault('head-malformed', { line: 1 });
}

function isHead(head: HeadLine): boolean {
  if (typeof head !== 'object' || head === null || head.format !== exportFormat) return false;
  const { organisation, exportedAt, numbers, checkpoint, timestamp, keys, consistency } = head;
  return (
    uuid.test(organisation?.id ?? '') &&
    typeof organisation.name === 'string' &&
    isTime(exportedAt) &&
    typeof checkpoint === 'string' &&
    (timestamp === null || typeof timestamp === 'string') &&
    typeof keys?.log === 'string' &&
    typeof keys.timestampRoots === 'string' &&
    (numbers === null || (isCount(numbers?.first) && isCount(numbers.last))) &&
    (consistency === null ||
      (isCount(consistency?.from) &&
        Array.isArray(consistency.hashes) &&
        consistency.hashes.length <= 128 &&
        consistency.hashes.every((hash) => typeof hash === 'string')))
  );
}
