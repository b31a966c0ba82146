import 'server-only';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { PrismaClient } from '../db/client';
import { typedAddress } from './typed-address';

/** What a guest asks for a code by: the link of a letter, or the address that received one. */
export type CodePlace = { reference: string } | { address: string };

/** Whom a code would go to, and the letter that says so. */
export type Addressee = {
  recipientId: string;
  address: string;
  isMember: boolean;
  envelopeId: string;
  /** Whose audit shows what happens to the code. */
  organisationIds: string[];
};

/** The addressee of that reference; of an address, by the newest letter it received as a guest. Null where there is none, or its copy was removed. */
export async function findAddressee(
  db: Pick<PrismaClient, 'recipient'>,
  place: CodePlace,
): Promise<Addressee | null> {
  const select = {
    id: true,
    address: true,
    mailbox: { select: { kind: true } },
    envelope: { select: { id: true, organisationId: true } },
  } as const;
  const there = { NOT: { item: { is: { removedAt: { not: null } } } } };
  const found =
    'reference' in place
      ? await db.recipient.findUnique({ where: { reference: place.reference, ...there }, select })
      : await db.recipient.findFirst({
          where: {
            mailbox: { kind: 'guest', name: typedAddress(place.address) },
            envelope: { state: 'sealed' },
            ...there,
            deliveryState: 'released', // a letter on hold is nobody's yet: no mail may tell of it
          },
          orderBy: { id: 'desc' },
          select,
        });
  if (found === null) return null;
  return {
    recipientId: found.id,
    address: found.address,
    isMember: found.mailbox.kind !== 'guest',
    envelopeId: found.envelope.id,
    organisationIds: organisationsOf(found.envelope),
  };
}

/** What an entry says of somebody who has not proved yet to be this addressee: whom and which letter it is about. */
export function entryAbout({ address, organisationIds, envelopeId, recipientId }: Addressee) {
  return {
    actor: { kind: 'anonymous' },
    actorAddress: address,
    organisationIds,
    envelopeId,
    recipientId,
  } as const;
}
