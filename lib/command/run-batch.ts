import { ApiProblem, NetworkLost } from '../transfer/api-client';
import { createSlots } from '../transfer/slots';
import type { BatchJournal, JournalEntry } from './batch-journal';
import type { BatchLetter } from './batch-table';
import { ClientError } from './client-error';
import type { PliApi } from './pli-api';
import { reasonOf } from './reason-of';
import { refusedByOlder } from './refused-by-older';
import { createSealPacks, type PackOutcome, type WrittenLetter } from './seal-packs';
import { newDraftId, prepareSending, type Sending, settleDraft, writeLetter } from './send-letter';

/** What became of one line of the table. */
export type BatchResult = {
  line: number;
  id: string | null;
  /** `unsettled`: the answer was lost; the next run finds out. */
  state: 'sent' | 'already-sent' | 'failed' | 'unsettled';
  envelopeId: string | null;
  statusUrl: string | null;
  sealedAt: string | null;
  /** A code of lib/errors.ts, or `usage`, `file`, `network`; null after success. */
  code: string | null;
  message: string | null;
};
export type BatchSummary = Record<
  'letters' | 'sent' | 'alreadySent' | 'failed' | 'unsettled' | 'notTried',
  number
>;

/**
 * Sends every letter of a table that was not sent yet: a few are written at a time, and sealed as many together as one request holds. The
 * draft's id is on the disk before the server learns of it, so that a run killed at any moment is continued: what was begun is settled with
 * the server first, and each letter is sealed once. Stops early when going on is useless (no network, a refused token); `emit` gets each
 * result as it comes.
 */
export async function runBatch(
  api: PliApi,
  letters: readonly BatchLetter[],
  journal: BatchJournal,
  options: {
    concurrency: number;
    emit: (result: BatchResult) => void;
    /** Looks at all addresses before anything is sent; what it throws ends the run. */
    judge?: (sending: Sending) => Promise<void>;
    /** The files of a line that are meant; what it throws is that line's failure. */
    sift?: (line: number, files: readonly string[]) => Promise<string[]>;
  },
): Promise<BatchSummary> {
  const sending = await prepareSending(api);
  await options.judge?.(sending);
  const slots = createSlots(options.concurrency);
  const counts = { sent: 0, 'already-sent': 0, failed: 0, unsettled: 0 };
  let stopped: unknown = null;
  let notTried = 0;
  const conclude = ({ result, fatal }: Outcome) => {
    counts[result.state] += 1;
    if (fatal !== null) stopped = fatal;
    options.emit(result);
  };
  const packs = createSealPacks<Begun>(api, async (outcomes) => {
    for (const outcome of await concludePack(sending, journal, outcomes)) conclude(outcome);
  });
  await Promise.all(
    letters.map((letter) =>
      slots(async () => {
        if (stopped !== null) {
          notTried += 1;
          return;
        }
        const begun = await beginLetter(sending, letter, journal, options.sift);
        if ('result' in begun) conclude(begun);
        else await packs.add(begun);
      }),
    ),
  );
  await packs.flush();
  return {
    letters: letters.length,
    sent: counts.sent,
    alreadySent: counts['already-sent'],
    failed: counts.failed,
    unsettled: counts.unsettled,
    notTried,
  };
}

type Outcome = { result: BatchResult; fatal: unknown };
type Begun = { letter: BatchLetter; draft: string };

/** Up to the request that seals it; or what became of it already. */
async function beginLetter(
  sending: Sending,
  letter: BatchLetter,
  journal: BatchJournal,
  sift: ((line: number, files: readonly string[]) => Promise<string[]>) | undefined,
): Promise<WrittenLetter<Begun> | Outcome> {
  const { key, digest } = letter;
  let draft: string | null = null;
  try {
    const { sent, open } = journal.historyOf(key);
    if (sent !== null) return done(sending, letter, sent, 'already-sent');
    for (const begun of open) {
      draft = begun.draft;
      const sealed = await settle(sending, journal, begun);
      if (sealed !== null) return done(sending, letter, { ...begun, ...sealed }, 'already-sent');
    }
    draft = null;
    const content = await letter.read();
    if (sift) content.files = await sift(letter.line, content.files);
    draft = newDraftId();
    await journal.append({ state: 'begun', key, digest, draft });
    const request = await writeLetter(sending, content, draft);
    return { about: { letter, draft }, id: draft, request };
  } catch (error) {
    return failed(sending, letter, journal, draft, error);
  }
}

/** What became of the letters of a pack; the journal first. Once the server cannot be asked, it is asked for no other of them. */
async function concludePack(
  sending: Sending,
  journal: BatchJournal,
  outcomes: readonly PackOutcome<Begun>[],
): Promise<Outcome[]> {
  const lines = outcomes.flatMap(({ about: { letter, draft }, outcome }): JournalEntry[] => {
    if (outcome instanceof Error) return [];
    const { key, digest } = letter;
    return [{ state: 'sent', key, digest, draft, sealedAt: outcome.sealedAt }];
  });
  const unwritten: unknown = await journal.append(...lines).then(
    () => null,
    (error: unknown) => error,
  );
  const concluded: Outcome[] = [];
  let isAway = false;
  for (const { about, outcome } of outcomes) {
    const { letter, draft } = about;
    if (unwritten !== null)
      concluded.push({ result: failureOf(sending, letter, 'unsettled', null, unwritten), fatal: unwritten });
    else if (!(outcome instanceof Error)) {
      const { sealedAt } = outcome;
      concluded.push({ result: resultOf(sending, letter, 'sent', { draft, sealedAt }), fatal: null });
    } else if (isAway)
      concluded.push({ result: failureOf(sending, letter, 'unsettled', null, outcome), fatal: outcome });
    else {
      const one = await failed(sending, letter, journal, draft, outcome);
      isAway = one.result.state === 'unsettled';
      concluded.push(one);
    }
  }
  return concluded;
}

/** An answer for a letter that was sent before; one whose line has changed since is not what was sent. */
function done(
  sending: Sending,
  letter: BatchLetter,
  before: { draft: string; digest: string; sealedAt: string },
  state: 'already-sent',
): Outcome {
  if (before.digest === letter.digest)
    return { result: resultOf(sending, letter, state, before), fatal: null };
  const id = letter.id ?? String(letter.line);
  const error = new ClientError(
    'usage',
    'changed-after-sending',
    { id },
    { reason: 'changed-after-sending' },
  );
  return { result: failureOf(sending, letter, 'failed', before, error), fatal: null };
}

async function settle(
  sending: Sending,
  journal: BatchJournal,
  begun: { key: string; digest: string; draft: string },
) {
  const { key, digest, draft } = begun;
  const sealed = await settleDraft(sending.api, draft);
  if (sealed === null) await journal.append({ state: 'given-up', key, draft });
  else await journal.append({ state: 'sent', key, digest, draft, sealedAt: sealed.sealedAt });
  return sealed;
}

/** A failed letter is settled at once where the server can be asked: it was sent after all, or certainly was not. */
async function failed(
  sending: Sending,
  letter: BatchLetter,
  journal: BatchJournal,
  draft: string | null,
  error: unknown,
): Promise<Outcome> {
  const fatal = isFatal(error) ? error : null;
  const why = refusedByOlder(sending, error);
  if (draft === null) return { result: failureOf(sending, letter, 'failed', null, why), fatal };
  try {
    const { key, digest } = letter;
    const sealed = await settle(sending, journal, { key, digest, draft });
    if (sealed !== null)
      return { result: resultOf(sending, letter, 'sent', { draft, sealedAt: sealed.sealedAt }), fatal };
    return { result: failureOf(sending, letter, 'failed', null, why), fatal };
  } catch {
    return { result: failureOf(sending, letter, 'unsettled', null, error), fatal };
  }
}

/** What would meet every other letter too. */
function isFatal(error: unknown): boolean {
  if (error instanceof NetworkLost) return true;
  if (error instanceof ApiProblem)
    return ['token-refused', 'scope-missing', 'storage-full', 'too-many-requests'].includes(error.code);
  return !(error instanceof ClientError) || ['redirected', 'journal', 'store-refused'].includes(error.reason);
}

function resultOf(
  { api }: Sending,
  { line, id }: BatchLetter,
  state: BatchResult['state'],
  sent: { draft: string; sealedAt: string } | null,
): BatchResult {
  return {
    line,
    id,
    state,
    envelopeId: sent?.draft ?? null,
    statusUrl: sent === null ? null : `${api.url}/sent/${sent.draft}`,
    sealedAt: sent?.sealedAt ?? null,
    code: null,
    message: null,
  };
}

/** A result that says why. */
function failureOf(
  sending: Sending,
  letter: BatchLetter,
  state: 'failed' | 'unsettled',
  sent: { draft: string; sealedAt: string } | null,
  error: unknown,
): BatchResult {
  return { ...resultOf(sending, letter, state, sent), ...reasonOf(error, sending.api.locale) };
}
