import type { CommittedField } from '../audit-format/commitments';
import type { EntryLine } from '../audit-format/export-lines';
import { buildLeaf, discloseFields, discloseNumber } from '../audit-format/leaf';
import { nodeHashing } from './node-hashing';
import type { LoggedEntry } from './read-logged-entries';

/** An entry as a line of an export: its leaf, the fields shown, and that organisation's number of it where it has one. */
export function entryLine(
  { index, source, numbers }: LoggedEntry,
  shown: { organisation?: string; fields: readonly CommittedField[] },
): EntryLine {
  const number = numbers.find((one) => one.organisation === shown.organisation);
  return {
    index,
    leaf: buildLeaf(nodeHashing, source, numbers).leaf,
    ...(number ? { number: discloseNumber(nodeHashing, source.salt, number) } : {}),
    fields: discloseFields(nodeHashing, source, shown.fields),
  };
}
