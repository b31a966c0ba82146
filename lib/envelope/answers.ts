/**
 * The answers of lib/envelope/wire.ts as schemas, for the description of the HTTP API and the test that holds it against real answers.
 * The type beside each makes a member that is missing here a compile error.
 */
import { z } from 'zod';
import type {
  ComposeSettings,
  CorrespondentsAnswer,
  EnvelopeListAnswer,
  EnvelopeStatusAnswer,
  FreshAnswer,
  MailboxesAnswer,
  NamedRecipient,
  OpenDraftAnswer,
  OpenEnvelopeAnswer,
  RegisterSegmentsAnswer,
  SaveDraftAnswer,
  SealAnswer,
  SignedObjectsAnswer,
  SignedRequestAnswer,
  VaultKeyAnswer,
} from './wire';
import { partKind } from './wire';

const time = z.iso.datetime();
const maybeTime = time.nullable();
const kind = z.enum(['to', 'cc', 'bcc']);
const count = z.int().min(0);

const signedRequest: z.ZodType<SignedRequestAnswer> = z.strictObject({
  method: z.enum(['PUT', 'GET']),
  /** Absolute, or a path of this server. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: time,
});
const named: z.ZodType<NamedRecipient> = z.strictObject({
  address: z.string(),
  name: z.string().nullable(),
  salt: z.base64(),
});

export const registerSegmentsAnswer: z.ZodType<RegisterSegmentsAnswer> = z.strictObject({
  requests: z.array(signedRequest),
});
export const signedObjectsAnswer: z.ZodType<SignedObjectsAnswer> = z.strictObject({
  objects: z.record(z.string(), signedRequest),
});
export const sealAnswer: z.ZodType<SealAnswer> = z.strictObject({
  envelopeId: z.uuid(),
  sealedAt: time,
  expiresAt: time,
  recipients: count,
});
export const openEnvelopeAnswer: z.ZodType<OpenEnvelopeAnswer> = z.strictObject({
  envelopeId: z.uuid(),
  contentKey: z.base64(),
  seal: z.base64(),
  sealSignature: z.string(),
  sealingKey: z.string(),
  timestampResponse: z.base64().nullable(),
  timestampRoots: z.string(),
  recipient: z.strictObject({ id: z.uuid(), address: z.string(), salt: z.base64() }).nullable(),
  to: z.array(named),
  cc: z.array(named),
  objects: z.record(z.string(), signedRequest),
});
export const envelopeStatusAnswer: z.ZodType<EnvelopeStatusAnswer> = z.strictObject({
  envelopeId: z.uuid(),
  title: z.string().nullable(),
  senderAddress: z.string(),
  sealedAt: time,
  expiresAt: time,
  timestampedAt: maybeTime,
  attachmentCount: count,
  attachmentBytes: count,
  recipients: z.array(
    z.strictObject({
      id: z.uuid(),
      kind,
      address: z.string(),
      name: z.string().nullable(),
      notification: z.enum(['pending', 'sent', 'failed']),
      notifiedAt: maybeTime,
      failure: z.strictObject({ code: z.string(), reply: z.string() }).nullable(),
      openedAt: maybeTime,
      downloads: z.array(z.strictObject({ partId: z.uuid(), downloadedAt: time })),
      reportedAt: maybeTime,
      blockedAt: maybeTime,
    }),
  ),
});
export const envelopeListAnswer: z.ZodType<EnvelopeListAnswer> = z.strictObject({
  items: z.array(
    z.strictObject({
      envelopeId: z.uuid(),
      reference: z.string().nullable(),
      title: z.string().nullable(),
      sender: z
        .strictObject({ address: z.string(), name: z.string().nullable(), organisation: z.string() })
        .nullable(),
      recipients: z.array(
        z.strictObject({
          address: z.string(),
          name: z.string().nullable(),
          openedAt: maybeTime,
          failed: z.boolean(),
          reported: z.boolean(),
        }),
      ),
      at: time,
      expiresAt: maybeTime,
      attachmentCount: count,
      attachmentBytes: count,
      openedAt: maybeTime,
    }),
  ),
  nextCursor: z.string().nullable(),
});
export const mailboxesAnswer: z.ZodType<MailboxesAnswer> = z.strictObject({
  mailboxes: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: z.enum(['personal', 'shared', 'applicative']),
      name: z.string(),
      addresses: z.array(z.string()),
    }),
  ),
});
export const correspondentsAnswer: z.ZodType<CorrespondentsAnswer> = z.strictObject({
  correspondents: z.array(
    z.strictObject({
      address: z.string(),
      name: z.string().nullable(),
      source: z.enum(['known', 'organisation']),
    }),
  ),
});
export const vaultKeyAnswer: z.ZodType<VaultKeyAnswer> = z.strictObject({ publicKey: z.string() });
export const composeSettingsAnswer: z.ZodType<ComposeSettings> = z.strictObject({
  email: z.string(),
  identities: z.array(
    z.strictObject({
      mailboxId: z.uuid(),
      mailboxName: z.string(),
      address: z.string(),
      titleShown: z.boolean(),
    }),
  ),
  attachmentBytesMax: count,
  recipientsMax: count,
});
export const saveDraftAnswer: z.ZodType<SaveDraftAnswer> = z.strictObject({ revision: count, savedAt: time });
export const openDraftAnswer: z.ZodType<OpenDraftAnswer> = z.strictObject({
  envelopeId: z.uuid(),
  mailboxId: z.uuid(),
  contentKey: z.base64(),
  revision: count,
  ciphertext: z.base64().nullable(),
  parts: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: partKind,
      segments: z.array(z.strictObject({ index: count, sha256: z.string(), ciphertextBytes: count })),
    }),
  ),
});
export const freshAnswer: z.ZodType<FreshAnswer> = z.strictObject({
  sent: z.enum(['notification', 'request-to-sender']),
});
