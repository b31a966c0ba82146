import { ClientError } from '../command/client-error';
import { letterWords } from '../command/client-words';
import { openLetter } from '../command/open-letter';
import { saveLetter } from '../command/save-letter';
import { marksOf, titleOf } from '../envelope-format/manifest';
import { type Command, connect, connectionOptions, parse } from './command';
import { exitCodes } from './exit-codes';
import { bytesInWords, createProgress, watched } from './progress';
import { jsonLine, line } from './terminal';

/** `pli open` */
export const open: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    out: { type: 'string' },
    force: { type: 'boolean' },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new ClientError('usage', 'which-envelope');
  const { words } = context;
  const progress = createProgress(context);
  let received = 0;
  const api = watched(await connect(context, values), (bytes) => {
    received += bytes;
    progress.show(() => words('progress-open', { done: bytesInWords(received, context.locale) }));
  });
  const letter = await openLetter(api, name);
  const { seal, manifest, steps } = letter;
  const files = await saveLetter(letter, values.out ?? `pli-${seal.envelopeId}`, {
    force: values.force ?? false,
    locale: context.locale,
  });
  progress.end();
  const { out } = context.terminal;
  if (values.json) {
    const { envelopeId, sender, sealedAt } = seal;
    const said = { envelopeId, sender, sealedAt, subject: titleOf(manifest), marks: marksOf(manifest) };
    out(jsonLine({ ...said, checks: steps, files }));
    return exitCodes.ok;
  }
  out(line(titleOf(manifest)));
  const { name: senderName, address, organisation } = seal.sender;
  const from = [senderName === '' ? address : `${senderName} <${address}>`, organisation].filter(
    (one) => one !== '',
  );
  out(line(words('opened-from', { sender: from.join(', '), at: seal.sealedAt })));
  const marks = marksOf(manifest).map((mark) => letterWords(context.locale, `marks.${mark}.word`));
  if (marks.length > 0) out(line(words('opened-marked', { marks: marks.join(' · ') })));
  const pending = steps.some(({ step, state }) => step === 'timestamp' && state === 'pending');
  out(line(words(pending ? 'opened-pending' : 'opened-verified')));
  const changes = steps.find(({ step }) => step === 'addenda')?.facts.addenda;
  if (changes !== undefined) out(line(words('opened-changed', { count: Number(changes) })));
  const addedAt = steps.find(({ step }) => step === 'recipient')?.facts.addedAt;
  if (addedAt !== undefined) out(line(words('opened-added', { at: String(addedAt) })));
  for (const { path, bytes } of files) out(line(words('file-bytes', { path, bytes })));
  return exitCodes.ok;
};
