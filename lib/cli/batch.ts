import { openBatchJournal } from '../command/batch-journal';
import { type BatchLetter, readBatchTable } from '../command/batch-table';
import { ClientError } from '../command/client-error';
import { type Doubt, doubtsAbout } from '../command/doubts';
import { type FileNote, filesToSend } from '../command/files-to-send';
import { runBatch } from '../command/run-batch';
import { identityOf, type Sending } from '../command/send-letter';
import { type CommandContext, type ConnectionValues, connect } from './command';
import { exitCodes } from './exit-codes';
import { createProgress } from './progress';
import { jsonLine, line } from './terminal';
import { warningWords } from './warning-words';

type Values = ConnectionValues & {
  json?: boolean | undefined;
  concurrency?: string | undefined;
  strict?: boolean | undefined;
};

/** `pli send --batch`: one line of JSON a letter, and the sum at the end. */
export async function sendBatch(
  context: CommandContext,
  table: string,
  values: Values,
  positionals: string[],
): Promise<number> {
  const others = Object.keys(values).filter(
    (name) => !['url', 'token-file', 'store', 'json', 'concurrency', 'batch', 'strict'].includes(name),
  );
  if (positionals.length + others.length > 0) throw new ClientError('usage', 'table-only');
  const concurrency = Number(values.concurrency ?? 4);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 16)
    throw new ClientError('usage', 'concurrency');
  const strict = values.strict === true;
  const api = await connect(context, values);
  const letters = await readBatchTable(table);
  const journal = await openBatchJournal(`${table}.journal`, api.url);
  const started = Date.now();
  try {
    const { terminal, words } = context;
    const progress = createProgress(context);
    let done = 0;
    const summary = await runBatch(api, letters, journal, {
      concurrency,
      judge: (sending) => judgeAll(context, sending, letters, strict),
      sift: async (at, named) => {
        const { files, notes } = await filesToSend(named, strict);
        for (const note of notes) sayOf(context, at, note);
        return files;
      },
      emit: (result) => {
        done += 1;
        terminal.out(jsonLine(result));
        progress.show(() => words('progress-batch', { done, total: letters.length }));
      },
    });
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    terminal.out(jsonLine({ summary: { ...summary, seconds } }));
    terminal.err(
      line(
        words('summary', {
          ...summary,
          before: summary.alreadySent,
          rest: summary.notTried,
          seconds,
        }),
      ),
    );
    const all = summary.sent + summary.alreadySent === summary.letters;
    return all ? exitCodes.ok : summary.notTried > 0 ? exitCodes.network : exitCodes.incomplete;
  } finally {
    await journal.close();
  }
}

/** Says what stands out about addresses, with the first line that names each; with `--strict` nothing of the table is sent then. */
async function judgeAll(
  context: CommandContext,
  sending: Sending,
  letters: readonly BatchLetter[],
  strict: boolean,
): Promise<void> {
  const byMailbox = new Map<string, Map<string, number>>();
  for (const { from, addresses, line: at } of letters) {
    const identity = knownIdentity(sending, from);
    if (identity === null) continue; // that line fails by itself
    const first = byMailbox.get(identity.mailboxId) ?? new Map<string, number>();
    byMailbox.set(identity.mailboxId, first);
    for (const address of addresses) if (!first.has(address)) first.set(address, at);
  }
  for (const [mailbox, first] of byMailbox) {
    const doubts = await doubtsAbout(sending.api, mailbox, [...first.keys()], strict);
    for (const doubt of doubts) sayOf(context, first.get(doubt.address) ?? 0, doubt);
  }
}

function knownIdentity({ settings }: Sending, from: string | undefined) {
  try {
    return identityOf(settings, from);
  } catch {
    return null;
  }
}

function sayOf(context: CommandContext, at: number, warning: Doubt | FileNote): void {
  context.terminal.err(
    line(context.words('warning-line', { line: at, text: warningWords(context, warning) })),
  );
}
