import { Fault, newerCode } from './fault';

/**
 * Tells a document of a later version from one that is no such document (docs/audit-log.md, section 11): `found` is its `format`,
 * `known` the only one of its kind that this program reads. Says nothing about any other name.
 * @throws Fault `format-newer`
 */
export function assertNotNewer(found: unknown, known: string): void {
  if (typeof found !== 'string') return;
  const [kind, number] = parts(known);
  const [foundKind, foundNumber] = parts(found);
  if (foundKind === kind && foundNumber > number) throw new Fault(newerCode, { format: found });
}

function parts(format: string): [kind: string, number: number] {
  const [, kind = '', number = ''] = /^(pli-[a-z-]+)-([1-9]\d{0,5})$/.exec(format) ?? [];
  return [kind, Number(number)];
}

/**
 * Of a document that is known but for a member: somebody newer wrote it, or added it.
 * @throws Fault `format-newer`
 */
export function assertMembersKnown(document: object, members: readonly string[]): void {
  const member = Object.keys(document).find((name) => !members.includes(name));
  if (member !== undefined) throw new Fault(newerCode, { member: member.slice(0, 60) });
}

/** What an older reader may pass over: an object of whatever is in it. */
export function isMore(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
}
