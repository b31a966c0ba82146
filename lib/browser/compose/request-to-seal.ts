import type { SealRequest } from '../../envelope/wire';
import type { UploadClient } from '../upload/upload-client';
import type { AttachmentUploads } from './attachment-uploads';
import type { ComposeState } from './compose-state';
import type { DraftSaver } from './draft-saver';
import { sealRequestFor } from './seal-draft';
import type { StoredDraft } from './stored-draft';
import { untilStored } from './until-stored';

/** What of the session it needs. */
type Composing = {
  readonly client: UploadClient;
  readonly uploads: AttachmentUploads;
  readonly saver: Pick<DraftSaver, 'hold'>;
  readonly state: Pick<ComposeState, 'envelopeId' | 'text' | 'attachments'>;
  subscribe(listener: () => void): () => void;
};

/**
 * Finishes the uploads, and writes the request for the seal of what stands in the draft then; no save is under way afterwards.
 * @throws Error `files-incomplete` or the failure's code; ApiProblem; the signal's reason
 */
export async function requestToSeal(
  session: Composing,
  stored: StoredDraft,
  { mailboxId, titleShown }: { mailboxId: string; titleShown: boolean },
  signal: AbortSignal,
): Promise<SealRequest> {
  const { client, uploads, saver } = session;
  uploads.forgetPictures();
  for (const { partId, status } of session.state.attachments) {
    if (status === 'paused') uploads.steer(partId, 'resume');
  }
  const isCarried = session.state.attachments.every(({ small, status }) => small || status === 'stored');
  if (!isCarried) await stored.ensureMade(mailboxId);
  await untilStored(session, signal);
  await saver.hold();
  const { envelopeId, text, attachments } = session.state;
  const draft = { envelopeId, mailboxId, titleShown, text, attachments };
  if (stored.format === 1) {
    const { sealRequestFor1 } = await import('./seal-draft-1');
    return sealRequestFor1(client, draft, signal);
  }
  return sealRequestFor(client, draft, await stored.toMake(mailboxId), signal);
}
