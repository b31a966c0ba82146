import { ClientError } from '../client/client-error';
import { openLetter } from '../client/open-letter';
import { saveLetter } from '../client/save-letter';
import { type Command, connect, connectionOptions, parse } from './command';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

/** `pli open` */
export const open: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    out: { type: 'string' },
    force: { type: 'boolean' },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new ClientError('usage', 'Which envelope? One link, reference or id.');
  const api = await connect(context, values);
  const letter = await openLetter(api, name);
  const { seal, manifest, steps } = letter;
  const files = await saveLetter(letter, values.out ?? `pli-${seal.envelopeId}`, {
    force: values.force ?? false,
  });
  const { out } = context.terminal;
  if (values.json) {
    const { envelopeId, sender, sealedAt } = seal;
    out(jsonLine({ envelopeId, sender, sealedAt, subject: manifest.subject, checks: steps, files }));
    return exitCodes.ok;
  }
  out(line(`${manifest.subject}`));
  out(
    line(
      `From ${seal.sender.name} <${seal.sender.address}>, ${seal.sender.organisation}, sealed at ${seal.sealedAt}.`,
    ),
  );
  const pending = steps.some(({ step, state }) => step === 'timestamp' && state === 'pending');
  out(
    line(
      `Seal, signature, recipient and every byte verified${pending ? '; the timestamp is still to come' : ', timestamp too'}.`,
    ),
  );
  for (const { path, bytes } of files) out(line(`${path} (${bytes} bytes)`));
  return exitCodes.ok;
};
