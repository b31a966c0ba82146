import { createHash } from 'node:crypto';

/** What somebody does to a whole export who has the file, and no key. */
type Downgrade = { name: string; description: string; change: (text: string) => string };

const hashOfLeaf = (line: string): string => {
  const end = line.lastIndexOf(',"number":');
  const leaf = line.slice(line.indexOf(',"leaf":') + 8, end < 0 ? -1 : end);
  return createHash('sha256').update(Buffer.of(0)).update(leaf).digest('base64');
};

const entryFive = /^\{"fields".*,"index":5,"leaf".*$/m;
/** The entry of index 5 replaced by the hash of its leaf: the tree stays right. */
const withhold = (text: string) =>
  text.replace(entryFive, (line) => `{"subtree":{"hash":"${hashOfLeaf(line)}","index":5,"size":1}}`);
const nullNumbers = (text: string) =>
  text.replace(/"numbers":\{"first":\d+,"last":\d+\},"organisation"/, '"numbers":null,"organisation"');
const unsign = (text: string) => text.replace(/(\{"end":\{"entries":\d+),"note":"[^"]*"/, '$1');
const lowerCount = (text: string) =>
  text.replace(/\{"end":\{"entries":(\d+)/, (_, n) => `{"end":{"entries":${Number(n) - 1}`);
/** What a file would say that a filter had chosen. */
const pretendFilter = (text: string) =>
  text.replace(
    '"filter":null',
    '"filter":{"envelope":null,"event":null,"from":null,"person":"a@b.example","to":null}',
  );
const hideField = (field: string, next: string) => (text: string) =>
  text.replace(entryFive, (line) =>
    line.slice(0, line.indexOf(`"${field}":{"salt"`)).concat(line.slice(line.indexOf(`"${next}":{"salt"`))),
  );

export const downgradesAlone: readonly Downgrade[] = [
  { name: 'withheld', description: 'an entry replaced by its hash', change: withhold },
  { name: 'numbers-nulled', description: 'no numbers are claimed any more', change: nullNumbers },
  { name: 'note-removed', description: 'the signature of the end taken away', change: unsign },
  { name: 'count-lowered', description: 'the end counts one entry less', change: lowerCount },
  { name: 'filter-pretended', description: 'a filter that nobody asked for', change: pretendFilter },
  {
    name: 'actor-hidden',
    description: 'who did it is not shown any more',
    change: hideField('actor', 'client'),
  },
];

const after =
  (...changes: ((text: string) => string)[]) =>
  (text: string) =>
    changes.reduce((sofar, change) => change(sofar), text);

/** Together, from two at once to all of them: nothing of it may read as verified. */
export const downgradesTogether: readonly Downgrade[] = [
  {
    name: 'withheld-counted',
    description: 'an entry replaced by its hash, the count lowered',
    change: after(withhold, lowerCount),
  },
  {
    name: 'withheld-counted-unsigned',
    description: 'an entry replaced by its hash, the count lowered, the signature taken away',
    change: after(withhold, lowerCount, unsign),
  },
  {
    name: 'withheld-counted-unsigned-nulled',
    description:
      'an entry replaced by its hash, the count lowered, the signature taken away, no numbers claimed',
    change: after(withhold, lowerCount, unsign, nullNumbers),
  },
  {
    name: 'withheld-counted-unsigned-nulled-filtered',
    description: 'the same, and a filter that would explain it',
    change: after(withhold, lowerCount, unsign, nullNumbers, pretendFilter),
  },
  {
    name: 'unsigned-nulled',
    description: 'the signature taken away, no numbers claimed',
    change: after(unsign, nullNumbers),
  },
];

/** What a later version may look like, and what it may not. */
export const newerExports: readonly Downgrade[] = [
  {
    name: 'newer',
    description: 'an export of a later version',
    change: (text) =>
      text
        .replace('"format":"pli-audit-export-1"', '"format":"pli-audit-export-2"')
        .replace('{"checkpoint"', '{"batch":7,"checkpoint"'),
  },
  {
    name: 'newer-leaf',
    description: 'a leaf of a later version, with a member more',
    change: (text) =>
      text.replace(
        /"event":"(\w+)","format":"pli-audit-1"/,
        '"event":"$1","format":"pli-audit-2","gateway":"x"',
      ),
  },
  {
    name: 'member-unknown',
    description: 'a member that this version does not have',
    change: (text) =>
      text.replace('"format":"pli-audit-export-1"', '"format":"pli-audit-export-1","group":1'),
  },
  {
    name: 'kind-unknown',
    description: 'another kind of document',
    change: (text) => text.replace('"format":"pli-audit-export-1"', '"format":"pli-other-export-2"'),
  },
];
