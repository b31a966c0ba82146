/** Who may read what happens between one envelope and one recipient: the sender's organisation and, with a mailbox, the recipient's. */
export function organisationsConcerned(
  envelope: { organisationId: string },
  recipient: { mailbox: { organisationId: string } | null },
): string[] {
  return [
    ...new Set([envelope.organisationId, ...(recipient.mailbox ? [recipient.mailbox.organisationId] : [])]),
  ];
}
