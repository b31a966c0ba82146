import { ClientError } from '../command/client-error';
import { recipientOf } from '../command/recipient-of';
import type { CorrectAnswer } from '../envelope/wire';
import { type Command, connect, connectionOptions, parse } from './command';
import { envelopeNamed } from './envelope-named';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

/** `pli correct` */
export const correct: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    from: { type: 'string' },
    to: { type: 'string' },
  });
  const envelopeId = envelopeNamed(positionals);
  const { from, to } = values;
  if (from === undefined || to === undefined) throw new ClientError('usage', 'from-and-to');
  const api = await connect(context, values);
  const { id } = await recipientOf(api, envelopeId, from);
  const path = `/api/envelopes/${envelopeId}/recipients/${id}/correct`;
  const answer = await api.call<CorrectAnswer>('POST', path, { address: to });
  const { terminal, words } = context;
  const opened = answer.openedAt === null ? 'no' : 'yes';
  terminal.out(values.json ? jsonLine(answer) : line(words('corrected', { from, to, opened })));
  return exitCodes.ok;
};
