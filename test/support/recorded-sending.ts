/** What a command asked of a server while it sent one letter (test/vectors/record-command.ts). */
export type RecordedSending = {
  /** Of which build. */
  commit: string;
  draftId: string;
  mailboxId: string;
  /** The text of the only file. */
  file: string;
  /** Of the vault it was wrapped to; made for this record and used nowhere else. */
  vaultPrivateKey: string;
  requests: { method: string; path: string; json: object }[];
  /** What it stored, base64 by SHA-256. */
  objects: Record<string, string>;
};
