import type { AddendumChange } from '../envelope-format/addendum';
import type { ReadAhead } from './digest-group';
import { type Facts, Fault, newerCode } from './fault';

/** What was checked; the order of a report is the order in which a person would ask. */
export type CheckName =
  | 'file'
  | 'sums'
  | 'sums-signature'
  | 'seal'
  | 'seal-signature'
  | 'seal-timestamp'
  | 'addenda'
  | 'recipient'
  | 'manifest'
  | 'log-key'
  | 'checkpoint'
  | 'checkpoint-timestamp'
  | 'entries'
  | 'numbers'
  | 'tree'
  | 'head'
  | 'kept-checkpoint';

/**
 * One check. `pending` has not failed and is not established either. `code` is `ok` or says precisely what is wrong or missing;
 * `facts` are what it established, or where the fault lies (`line`, `index`, `file`, …). Times are RFC 3339.
 */
export type Check = {
  check: CheckName;
  state: 'verified' | 'pending' | 'failed';
  code: string;
  facts: Facts;
};

/** An attachment as a proved manifest names it. */
export type ProvedAttachment = { position: number; name: string; bytes: number; sha256: string };

/** One audit entry of an evidence bundle, proved against the checkpoint; fields that were not shown are absent. */
export type ProvedEntry = {
  index: number;
  at: string;
  event: string;
  actorKind: string;
  fields: Readonly<Record<string, unknown>>;
};

/** One change that an addendum made. */
export type ProvedChange = {
  /** Of the addendum. */
  number: number;
  at: string;
  /** The label of who did it; null: the server by a rule. */
  by: string | null;
  kind: AddendumChange['kind'];
  /** Of `available-until`. */
  until: string | null;
  /** Whether it concerns the recipient whose bundle this is. */
  own: boolean;
};

/** What a bundle proves of its envelope; only given where nothing failed. */
export type ProvedEnvelope = {
  envelopeId: string;
  reader: string;
  sender: { address: string; name: string; organisation: string };
  sealedAt: string;
  /** From when on the sender wanted it handed over, where he chose a time; the entry `Released` says when it was. */
  leavesAt: string | null;
  /** Null where the reader may not know it, or the manifest was not added. */
  subject: string | null;
  attachments: readonly ProvedAttachment[];
  /** After the last addendum. */
  availableUntil: string;
  /** What came after the seal, in order. */
  changes: readonly ProvedChange[];
  entries: readonly ProvedEntry[];
};

export type FileKind = 'evidence' | 'audit-export' | 'signed-export' | 'log-proof' | 'unknown';

/**
 * The verdict over one file. `verified`: everything the file claims was checked (what it does not claim may be pending). `claims`:
 * nothing failed, and something it says of itself nobody signed. `failed`: at least one check did. `newer`: no check failed, and
 * something in it is of a later version than this program reads. `unreadable`: it is nothing this verifier knows, so nothing is
 * said about it.
 */
export type VerificationReport = {
  kind: FileKind;
  outcome: 'verified' | 'claims' | 'failed' | 'newer' | 'unreadable';
  checks: readonly Check[];
  envelope: ProvedEnvelope | null;
};

export type VerifyOptions = {
  /** Reads lines of an export on other threads; without it, or where it fails, all is read here. The verdict is the same. */
  readAhead?: ReadAhead;
  /** Verifier key (golang.org/x/mod/sumdb/note) the log must have; else that of the file is taken, and said to be unpinned. */
  logKey?: string;
  /** A signed note kept from before: the file's log must continue it. */
  keptCheckpoint?: string;
  /** Fingerprint (hex) the sealing key must have; else that of the file is taken, and said to be unpinned. */
  sealingKey?: string;
  /** PEM of the roots to trust for timestamps instead of those in the file. */
  timestampRoots?: string;
  onProgress?: (bytesDone: number, bytesTotal: number) => void;
};

/** Collects checks in order. */
export class Checks {
  readonly list: Check[] = [];

  verified(check: CheckName, facts: Facts = {}): void {
    this.list.push({ check, state: 'verified', code: 'ok', facts });
  }

  pending(check: CheckName, code: string, facts: Facts = {}): void {
    this.list.push({ check, state: 'pending', code, facts });
  }

  failed(check: CheckName, code: string, facts: Facts = {}): void {
    this.list.push({ check, state: 'failed', code, facts });
  }

  /** A fault, or, where the code says that it is none of the file, that something is newer than this program. */
  refused(check: CheckName, code: string, facts: Facts = {}): void {
    if (code === newerCode) this.pending(check, code, facts);
    else this.failed(check, code, facts);
  }

  /** Whether something was found that this program is too old for. */
  get isNewer(): boolean {
    return this.list.some(({ code }) => code === newerCode);
  }

  /** Runs one check: what it returns are its facts; a Fault, or an error of the formats with a code, fails it. */
  async run<T extends Facts>(check: CheckName, work: () => T | Promise<T>): Promise<T | null> {
    try {
      const facts = await work();
      this.verified(check, facts);
      return facts;
    } catch (error) {
      this.refused(check, codeOf(error), error instanceof Fault ? error.facts : {});
      return null;
    }
  }

  report(kind: FileKind, envelope: ProvedEnvelope | null = null): VerificationReport {
    // What could not be checked is nowhere a reason to call a file verified, whatever the other checks say.
    const failed = this.list.some(({ state, code }) => state === 'failed' || code === 'not-checked');
    const has = (code: string) => this.list.some((one) => one.code === code);
    const outcome = failed
      ? 'failed'
      : has(newerCode)
        ? 'newer'
        : has('head-unsigned')
          ? 'claims'
          : 'verified';
    return { kind, outcome, checks: this.list, envelope: outcome === 'verified' ? envelope : null };
  }
}

/** The code of an error made on purpose. @throws anything else: a bug, or a file that cannot be read */
export function codeOf(error: unknown): string {
  if (error instanceof Fault) return error.code;
  if (error instanceof Error && (error.name === 'FormatError' || error.name === 'TimestampError')) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  throw error;
}
