type Belongs = { organisationId: string | null };

/** Who may read what happens between one envelope and one recipient: the organisations of both; a guest has none. */
export function organisationsConcerned(envelope: Belongs, recipient: { mailbox: Belongs }): string[] {
  return organisationsOf(envelope, recipient.mailbox);
}

/** Each organisation once. */
export function organisationsOf(...owners: readonly Belongs[]): string[] {
  return [...new Set(owners.flatMap(({ organisationId }) => organisationId ?? []))];
}
