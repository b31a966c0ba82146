import { stat } from 'node:fs/promises';
import { parseAddressees } from '../address/address-list';
import { readBodyFile } from '../command/batch-table';
import { ClientError } from '../command/client-error';
import { doubtsAbout } from '../command/doubts';
import { filesToSend } from '../command/files-to-send';
import { checkLetter, expiryOf, type Letter, textToHtml } from '../command/letter';
import { flagName, marksFrom } from '../command/letter-columns';
import type { PliApi } from '../command/pli-api';
import {
  identityOf,
  newDraftId,
  prepareSending,
  type Sending,
  sendLetter,
  settleDraft,
} from '../command/send-letter';
import { flagsBy, letterFlags } from '../envelope-format/manifest-2';
import { sendBatch } from './batch';
import { type Command, type CommandContext, connect, connectionOptions, parse } from './command';
import { exitCodes } from './exit-codes';
import { bytesInWords, createProgress, watched } from './progress';
import { jsonLine, line } from './terminal';
import { warningWords } from './warning-words';

const many = { type: 'string', multiple: true } as const;
const one = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const flagNames = letterFlags.map(flagName);

/** `pli send` */
export const send: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    to: many,
    cc: many,
    bcc: many,
    from: one,
    subject: one,
    body: one,
    'body-file': one,
    batch: one,
    concurrency: one,
    'expires-in-days': one,
    importance: one,
    ...flagsBy(flagNames, () => flag),
    strict: flag,
  });
  if (values.batch !== undefined) return sendBatch(context, values.batch, values, positionals);
  if (values.concurrency !== undefined) throw new ClientError('usage', 'concurrency-alone');
  const expiry = values['expires-in-days'];
  const strict = values.strict === true;
  const marks = marksFrom({
    importance: values.importance ?? '',
    ...flagsBy(flagNames, (name) => (values[name] ? 'yes' : 'no')),
  });
  const kept = await filesToSend(positionals, strict);
  const letter: Letter = {
    to: (values.to ?? []).flatMap(parseAddressees),
    cc: (values.cc ?? []).flatMap(parseAddressees),
    bcc: (values.bcc ?? []).flatMap(parseAddressees),
    subject: values.subject ?? '',
    html: await bodyOf(context, values.body, values['body-file']),
    files: kept.files,
    ...(values.from === undefined ? {} : { from: values.from }),
    ...(expiry === undefined ? {} : { expiresInDays: expiryOf(expiry) }),
    ...(marks && { marks }),
  };
  checkLetter(letter);
  const api = await withProgress(context, await connect(context, values), letter);
  const sending = await prepareSending(api);
  const { mailboxId } = identityOf(sending.settings, letter.from);
  const addresses = [...letter.to, ...letter.cc, ...letter.bcc].map(({ address }) => address);
  const warnings = [...kept.notes, ...(await doubtsAbout(api, mailboxId, addresses, strict))];
  for (const warning of warnings) context.terminal.err(line(warningWords(context, warning)));
  const sealed = await sendCertainly(sending, letter);
  const statusUrl = `${api.url}/sent/${sealed.envelopeId}`;
  context.terminal.out(
    values.json
      ? jsonLine({ ...sealed, statusUrl, warnings })
      : line(
          context.words('sealed', { at: sealed.sealedAt, count: sealed.recipients, id: sealed.envelopeId }),
        ) + line(statusUrl),
  );
  return exitCodes.ok;
};

/** Ciphertext is a little longer than the files: what is shown ends at the whole all the same. */
async function withProgress(context: CommandContext, api: PliApi, { files }: Letter): Promise<PliApi> {
  const { words, locale } = context;
  const progress = createProgress(context);
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  const total = stats.reduce((sum, found) => sum + (found?.size ?? 0), 0);
  let sent = 0;
  return watched(api, (bytes) => {
    sent += bytes;
    const done = bytesInWords(Math.min(sent, total), locale);
    progress.show(() => words('progress-send', { done, total: bytesInWords(total, locale) }));
  });
}

async function bodyOf(
  context: CommandContext,
  text: string | undefined,
  file: string | undefined,
): Promise<string> {
  if ((text === undefined) === (file === undefined)) throw new ClientError('usage', 'body-once');
  if (text !== undefined) return textToHtml(text);
  return file === '-' ? textToHtml(await context.input()) : readBodyFile(file ?? '');
}

/** Sends; after a failure says so only when the server has confirmed that nothing was sent. */
async function sendCertainly(sending: Sending, letter: Letter) {
  const { api } = sending;
  const draftId = newDraftId();
  try {
    return await sendLetter(sending, letter, draftId);
  } catch (error) {
    const sealed = await settleDraft(api, draftId).catch(() => 'unknown' as const);
    if (sealed === 'unknown') throw unsettled(error, draftId);
    if (sealed !== null) return sealed;
    throw error;
  }
}

function unsettled(error: unknown, draftId: string): unknown {
  if (error instanceof ClientError && error.code !== 'network') return error;
  return new ClientError('network', 'unsettled', { draft: draftId }, { cause: error, reason: 'unsettled' });
}
