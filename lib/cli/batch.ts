import { openBatchJournal } from '../command/batch-journal';
import { readBatchTable } from '../command/batch-table';
import { ClientError } from '../command/client-error';
import { runBatch } from '../command/run-batch';
import { type CommandContext, type ConnectionValues, connect } from './command';
import { exitCodes } from './exit-codes';
import { createProgress } from './progress';
import { jsonLine, line } from './terminal';

type Values = ConnectionValues & {
  json?: boolean | undefined;
  concurrency?: string | undefined;
};

/** `pli send --batch`: one line of JSON a letter, and the sum at the end. */
export async function sendBatch(
  context: CommandContext,
  table: string,
  values: Values,
  positionals: string[],
): Promise<number> {
  const others = Object.keys(values).filter(
    (name) => !['url', 'token-file', 'store', 'json', 'concurrency', 'batch'].includes(name),
  );
  if (positionals.length + others.length > 0) throw new ClientError('usage', 'table-only');
  const concurrency = Number(values.concurrency ?? 4);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 16)
    throw new ClientError('usage', 'concurrency');
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
