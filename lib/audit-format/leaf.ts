import {
  type CommittedField,
  commit,
  committedFields,
  fieldSalt,
  type Hashing,
  jcs,
  numberCommitment,
  numberPadding,
  numberSalt,
  type OrganisationNumber,
  paddedCount,
  toHex,
} from './commitments';

export const leafFormat = 'pli-audit-1';

/** A leaf of the log (docs/audit-log.md, section 1): says what happened when, and of the rest commitments only. */
export type Leaf = {
  format: typeof leafFormat;
  /** `audit_entries.id`, decimal. */
  id: string;
  /** RFC 3339 UTC with milliseconds. */
  at: string;
  event: string;
  actorKind: 'user' | 'guest' | 'anonymous' | 'system';
  envelope: string | null;
  commitments: Record<CommittedField, string>;
  /** Sorted hex. */
  numbers: string[];
};

/** A person as a field holds one; the whole field is null where both members are. */
export type PersonValue = { id: string | null; address: string | null } | null;
export type ClientValue = { address: string | null; agent: string | null } | null;
/** The values that are committed. */
export type FieldValues = {
  actor: PersonValue;
  recipient: PersonValue;
  client: ClientValue;
  detail: Record<string, unknown>;
};

/** All that a leaf is made of but the numbers; `salt` is the entry's own, 32 bytes. */
export type LeafSource = Pick<Leaf, 'id' | 'at' | 'event' | 'actorKind' | 'envelope'> & {
  salt: Uint8Array;
  fields: FieldValues;
};

/** A field shown: its own salt and value. */
export type FieldDisclosure = { salt: string; value: unknown };
/** A number shown, with its own salt. */
export type NumberDisclosure = OrganisationNumber & { salt: string };

/** `{id, address}`, or null where both are. */
export function personValue(id: string | null, address: string | null): PersonValue {
  return id === null && address === null ? null : { id, address };
}

/** `{address, agent}`, or null where both are. */
export function clientValue(address: string | null, agent: string | null): ClientValue {
  return address === null && agent === null ? null : { address, agent };
}

/** The leaf of an entry, and its JCS text, whose UTF-8 is what the tree hashes (behind 0x00). */
export function buildLeaf(
  hashing: Hashing,
  source: LeafSource,
  numbers: readonly OrganisationNumber[],
): { leaf: Leaf; text: string } {
  const { salt, fields } = source;
  const commitmentOf = (field: CommittedField) =>
    commit(hashing, fieldSalt(hashing, salt, field), fields[field]);
  const leaf: Leaf = {
    format: leafFormat,
    id: source.id,
    at: source.at,
    event: source.event,
    actorKind: source.actorKind,
    envelope: source.envelope,
    commitments: {
      actor: commitmentOf('actor'),
      client: commitmentOf('client'),
      detail: commitmentOf('detail'),
      recipient: commitmentOf('recipient'),
    },
    numbers: committedNumbers(hashing, salt, numbers),
  };
  return { leaf, text: leafText(leaf) };
}

function committedNumbers(
  hashing: Hashing,
  salt: Uint8Array,
  numbers: readonly OrganisationNumber[],
): string[] {
  const members = numbers.map((one) =>
    numberCommitment(hashing, numberSalt(hashing, salt, one.organisation), one),
  );
  const padding = paddedCount(members.length) - members.length;
  for (let i = 0; i < padding; i++) members.push(numberPadding(hashing, salt, i));
  return members.sort();
}

/** JCS (RFC 8785) of a leaf, written in its fixed order; a property holds it against a general encoder. */
export function leafText(leaf: Leaf): string {
  const { actor, client, detail, recipient } = leaf.commitments;
  return (
    `{"actorKind":"${leaf.actorKind}","at":"${leaf.at}",` +
    `"commitments":{"actor":"${actor}","client":"${client}","detail":"${detail}","recipient":"${recipient}"},` +
    `"envelope":${leaf.envelope === null ? 'null' : `"${leaf.envelope}"`},"event":${jcs(leaf.event)},` +
    `"format":"${leaf.format}","id":"${leaf.id}","numbers":[${leaf.numbers.map((hex) => `"${hex}"`).join(',')}]}`
  );
}

/** What lets a reader check the given fields of a leaf, and no other. */
export function discloseFields(
  hashing: Hashing,
  { salt, fields }: Pick<LeafSource, 'salt' | 'fields'>,
  shown: readonly CommittedField[] = committedFields,
): Partial<Record<CommittedField, FieldDisclosure>> {
  return Object.fromEntries(
    shown.map((field) => [field, { salt: toHex(fieldSalt(hashing, salt, field)), value: fields[field] }]),
  );
}

/** What lets a reader check one organisation's number of a leaf, and no other organisation's. */
export function discloseNumber(
  hashing: Hashing,
  salt: Uint8Array,
  { number, organisation }: OrganisationNumber,
): NumberDisclosure {
  return { number, organisation, salt: toHex(numberSalt(hashing, salt, organisation)) };
}
