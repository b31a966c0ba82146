import type { Prisma } from '../db/generated/client';
import type { EnvelopeListItem, LetterSummary, RecipientSummary } from '../envelope/wire';
import { shownTitle } from '../sealed-rows/sealed-title';
import type { Services } from '../services';

/** What is read of a recipient wherever one is shown to the sender's side: the place in the seal, and how it went. */
export const recipientSelect = {
  address: true,
  kind: true,
  name: true,
  salt: true,
  withdrawnAt: true,
  openedAt: true,
  notificationState: true,
  reportedAt: true,
  blockedAt: true,
  deliveryState: true,
} as const satisfies Prisma.RecipientSelect;
/** All of a letter, in the order in which they are shown. */
export const recipientOrder = [{ kind: 'asc' }, { id: 'asc' }] as const satisfies object;

/** What is read of a sealed letter wherever one is shown in inbox, sent or status, and all that its seal says of it. */
export const summarySelect = {
  id: true,
  organisationId: true,
  sealedTitle: true,
  title: true,
  titleSalt: true,
  senderAddress: true,
  senderName: true,
  sealedAt: true,
  expiresAt: true,
  accessUntil: true,
  releaseAt: true,
  takenBackAt: true,
  attachmentCount: true,
  attachmentBytes: true,
  seal: true,
  addenda: { select: { document: true, timestampResponse: true }, orderBy: { number: 'asc' } },
} as const satisfies Prisma.EnvelopeSelect;
type SummaryRow = Prisma.EnvelopeGetPayload<{ select: typeof summarySelect }>;

/** What inbox, sent and status say alike of a letter. */
export function summaryOf(services: Pick<Services, 'keys' | 'log'>, envelope: SummaryRow): LetterSummary {
  return {
    envelopeId: envelope.id,
    title: shownTitle(services, envelope),
    attachmentCount: envelope.attachmentCount,
    attachmentBytes: Number(envelope.attachmentBytes),
  };
}

/** What sent and status say alike of a recipient. */
export function recipientSummaryOf(
  recipient: Prisma.RecipientGetPayload<{ select: typeof recipientSelect }>,
): RecipientSummary {
  const { address, name, openedAt } = recipient;
  return { address, name, openedAt: openedAt?.toISOString() ?? null };
}

/** A row of a list of which nothing is known but where it stands: what a folder knows is put over it. */
export function emptyItem(envelopeId: string, at: Date): EnvelopeListItem {
  return {
    envelopeId,
    itemId: envelopeId,
    mailboxId: null,
    changeNumber: 0,
    starred: false,
    at: at.toISOString(),
    reference: null,
    title: null,
    sender: null,
    leavesAt: null,
    recipients: [],
    expiresAt: null,
    attachmentCount: 0,
    attachmentBytes: 0,
    openedAt: null,
    readAt: null,
    laterUntil: null,
    backAt: null,
    withdrawnAt: null,
    leavesTrashAt: null,
    held: false,
    altered: false,
  };
}
