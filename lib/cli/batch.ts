import { openBatchJournal } from '../client/batch-journal';
import { readBatchTable } from '../client/batch-table';
import { ClientError } from '../client/client-error';
import { runBatch } from '../client/run-batch';
import { type CommandContext, connect } from './command';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

type Values = {
  url?: string | undefined;
  'token-file'?: string | undefined;
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
    (name) => !['url', 'token-file', 'json', 'concurrency', 'batch'].includes(name),
  );
  if (positionals.length + others.length > 0)
    throw new ClientError('usage', 'With --batch, everything about the letters stands in the table.');
  const concurrency = Number(values.concurrency ?? 4);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 16)
    throw new ClientError('usage', '--concurrency is a number from 1 to 16.');
  const api = await connect(context, values);
  const letters = await readBatchTable(table);
  const journal = await openBatchJournal(`${table}.journal`, api.url);
  const started = Date.now();
  try {
    const { terminal } = context;
    const summary = await runBatch(api, letters, journal, {
      concurrency,
      emit: (result) => terminal.out(jsonLine(result)),
    });
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    terminal.out(jsonLine({ summary: { ...summary, seconds } }));
    terminal.err(
      line(
        `${summary.sent} sent, ${summary.alreadySent} sent before, ${summary.failed} failed, ${summary.unsettled} unsettled, ${summary.notTried} not tried, of ${summary.letters} in ${seconds} s.`,
      ),
    );
    const all = summary.sent + summary.alreadySent === summary.letters;
    return all ? exitCodes.ok : summary.notTried > 0 ? exitCodes.network : exitCodes.incomplete;
  } finally {
    await journal.close();
  }
}
