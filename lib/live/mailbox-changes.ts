/** A mailbox has reached a change number; the numbers between were reached as well. */
export type MailboxChange = { mailboxId: string; number: number };

export type MailboxChangesListener = {
  /** Called once or more often for a number, after what it stands for is committed. */
  changed(change: MailboxChange): void;
  /** Changes may have been missed: the line was lost, and is there again. */
  missed(): void;
};

/** Hears of every mailbox whose change number is raised, in whatever process. */
export interface MailboxChanges {
  /** Until the returned function is called. Connects with the first listener, and again by itself for as long as there is one. */
  listen(listener: MailboxChangesListener): () => void;
  /** Ends the line for good; harmless where there is none. */
  close(): Promise<void>;
}
