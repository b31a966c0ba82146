import { readFile } from 'node:fs/promises';
import { ClientError, fileError } from '../command/client-error';
import type { PliApi } from '../command/pli-api';
import { writeWhole } from '../command/write-whole';
import { NetworkLost } from '../transfer/api-client';
import { type Command, connect, connectionOptions, parse } from './command';
import { readTimeRange, zoneOfMachine } from './day-range';
import { exitCodes } from './exit-codes';
import { bytesInWords, createProgress } from './progress';
import { jsonLine, line } from './terminal';

const one = { type: 'string' } as const;

/** `pli audit export` */
export const audit: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    out: one,
    format: one,
    from: one,
    to: one,
    zone: one,
    person: one,
    envelope: one,
    event: one,
    checkpoint: one,
    force: { type: 'boolean' },
  });
  if (positionals.join(' ') !== 'export') throw new ClientError('usage', 'audit-export-only');
  const { out, force, format = 'jsonl', person, envelope, event } = values;
  if (out === undefined) throw new ClientError('usage', 'where-to');
  if (!['csv', 'jsonl', 'zip'].includes(format)) throw new ClientError('usage', 'export-format');
  const zone = values.zone ?? zoneOfMachine();
  const range = readTimeRange({ from: values.from, to: values.to }, zone);
  const since = values.checkpoint === undefined ? undefined : await sizeOf(values.checkpoint);
  const api = await connect(context, values);
  const form = {
    format,
    ...range,
    person,
    envelope,
    event,
    since,
  };
  const { words, terminal } = context;
  const progress = createProgress(context);
  let received = 0;
  const chunks = chunksOf(api, form, (chunk) => {
    received += chunk;
    progress.show(() => words('progress-export', { done: bytesInWords(received, context.locale) }));
  });
  const bytes = await writeWhole(out, chunks, { force: force ?? false });
  progress.end();
  const { from, to } = range;
  terminal.out(
    values.json
      ? jsonLine({ out, format, bytes, from: from ?? null, to: to ?? null })
      : line(words('exported', { file: out, bytes, from: from ?? 'none', to: to ?? 'none', zone })),
  );
  return exitCodes.ok;
};

/** The file as it comes; a connection that breaks off ends it with an error, so that half an export is never kept. */
async function* chunksOf(
  api: PliApi,
  form: Record<string, string | undefined>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const given = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await api.download('/api/audit/export', Object.fromEntries(given));
  try {
    // Node's streams are iterable
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw new NetworkLost(error);
  }
}

/** The tree size of a checkpoint the reader kept: its second line. @throws ClientError */
async function sizeOf(file: string): Promise<string> {
  const note = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(file, 'read', error);
  });
  const size = note.split('\n')[1] ?? '';
  if (/^[1-9]\d{0,15}$/.test(size)) return size;
  throw new ClientError('usage', 'no-checkpoint', { file });
}
