import { jcs } from '../audit-format/commitments';
import { exportFormat, type HeadLine } from '../audit-format/export-lines';
import { Fault } from './fault';
import { assertMembersKnown, assertNotNewer, isMore } from './format-name';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

/** Every member a head may have: what else there is to say stands in `more`, or makes a later version. */
const members = [
  'checkpoint',
  'consistency',
  'exportedAt',
  'filter',
  'format',
  'keys',
  'more',
  'numbers',
  'organisation',
  'timestamp',
];

/**
 * Reads the first line of an export strictly: canonical, with every member it must have and no other.
 * @throws Fault `head-malformed`, `format-newer`
 */
export function readHead(line: Uint8Array): HeadLine {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    // every member that is used is checked in isHead
    const head = JSON.parse(text) as HeadLine;
    assertNotNewer(head?.format, exportFormat);
    if (isHead(head) && `${jcs(head)}\n` === text) return head;
  } catch (error) {
    if (error instanceof Fault) throw error;
    // no JSON, or nested beyond all measure: said below
  }
  throw new Fault('head-malformed', { line: 1 });
}

function isHead(head: HeadLine): boolean {
  if (typeof head !== 'object' || head === null || head.format !== exportFormat) return false;
  assertMembersKnown(head, members);
  if (!isMore(head.more)) return false;
  const { organisation, exportedAt, numbers, checkpoint, timestamp, keys, consistency } = head;
  return (
    uuid.test(organisation?.id ?? '') &&
    typeof organisation.name === 'string' &&
    isTime(exportedAt) &&
    typeof checkpoint === 'string' &&
    (timestamp === null || typeof timestamp === 'string') &&
    typeof keys?.log === 'string' &&
    typeof keys.timestampRoots === 'string' &&
    isFilter(head.filter) &&
    (numbers === null || (isCount(numbers?.first) && isCount(numbers.last))) &&
    (consistency === null ||
      (isCount(consistency?.from) &&
        Array.isArray(consistency.hashes) &&
        consistency.hashes.length <= 128 &&
        consistency.hashes.every((hash) => typeof hash === 'string')))
  );
}

const filterMembers = ['envelope', 'event', 'from', 'person', 'to'];

function isFilter(filter: HeadLine['filter']): boolean {
  if (filter === null) return true;
  if (typeof filter !== 'object' || Object.keys(filter).sort().join() !== filterMembers.join()) return false;
  return Object.values(filter).every((one) => one === null || typeof one === 'string');
}

/** Whether a filter leaves holes in the numbers, which is the only reason not to claim them. */
export function choosesEntries({ filter }: Pick<HeadLine, 'filter'>): boolean {
  return filter !== null && (filter.person !== null || filter.envelope !== null || filter.event !== null);
}
