import type { Tx } from '../db/transaction';

/** Names and payloads of the background jobs. A payload holds ids, an address at most, never content. */
export type Jobs = {
  /** Send (or send again) the notification of one recipient; `again`: the second try of one that was perhaps delivered. */
  notify: { recipientId: string; again?: true };
  /** Release a sealed envelope to its recipients, when its sender can take it back no longer. */
  release: { envelopeId: string };
  /** Obtain the timestamp of a sealed envelope, or of one of its addenda. */
  timestamp: { envelopeId: string; addendum?: number };
  /** Tell the author by mail that a notification failed for good, was reported by the wrong person, or that an expired envelope was asked for. */
  'tell-sender': {
    recipientId: string;
    reason: 'notification-failed' | 'notification-unconfirmed' | 'wrong-recipient' | 'asked-after-expiry';
  };
  /** Look who asked for a new password, and mail what she is to be told; `requestId`: a UUID of the request, which makes one link. */
  'password-reset': { requestId: string; address: string; locale: 'fr' | 'en' };
  /** Tell the recipient of a letter who asked for a new password that a guest has none, and how to ask for a code; `requestId`: a UUID of the request, for the mail's id. */
  'no-password': { requestId: string; recipientId: string; locale: 'fr' | 'en' };
  /** Mail a one-time code, an invitation or a password link. `secret` is encrypted under the one-time-code key. */
  'send-code': { codeId: string; sealedSecret: string; locale: 'fr' | 'en' };
  /** Check the audit log against its rows; `requestedBy`: the id of the user who asked, null for the daily check. */
  'verify-log': { requestedBy: string | null };
  /** Put the heads of the log that are not there yet into the bucket that keeps them. */
  'keep-heads': Record<string, never>;
  /** Remove stored objects of an envelope that no segment names (abandoned uploads, deleted drafts). */
  'sweep-vault': { envelopeId: string };
  /** Look whether anything still keeps a letter, and destroy its content where nothing does. */
  'destroy-content': { envelopeId: string };
  /** Remove from the vault what a destroyed letter had there. */
  'purge-content': { envelopeId: string };
  /** An organisation's rule has changed: its letters are to be looked at again. */
  'judge-again': { organisationId: string };
  /** Tell one person of letters that end soon: recipients by id, or, as their sender, envelopes. */
  'tell-ending': { to: 'recipient' | 'sender'; ids: string[] };
  /** Bring a collector of an organisation's audit trail up to date. */
  'deliver-audit': { destinationId: string };
  /** Write the audit trail of the periods that are over into an organisation's bucket. */
  'export-audit': { destinationId: string };
};

/** Jobs on Postgres (pg-boss). Enqueued in the caller's transaction: no commit, no job. */
export interface JobQueue {
  enqueue<N extends keyof Jobs>(
    tx: Tx,
    name: N,
    payload: Jobs[N],
    options?: { key?: string; startAfterSeconds?: number },
  ): Promise<void>;
  /** Several jobs of one name, in one statement. */
  enqueueAll<N extends keyof Jobs>(
    tx: Tx,
    name: N,
    jobs: readonly { payload: Jobs[N]; key: string }[],
  ): Promise<void>;
}
