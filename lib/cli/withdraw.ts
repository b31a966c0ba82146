import { recipientOf } from '../command/recipient-of';
import type { WithdrawAnswer } from '../envelope/wire';
import { type Command, connect, connectionOptions, parse } from './command';
import { envelopeNamed } from './envelope-named';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

/** `pli withdraw` */
export const withdraw: Command = async (context) => {
  const { values, positionals } = parse(context.args, { ...connectionOptions, from: { type: 'string' } });
  const envelopeId = envelopeNamed(positionals);
  const api = await connect(context, values);
  const place = `/api/envelopes/${envelopeId}`;
  const path =
    values.from === undefined
      ? `${place}/withdraw`
      : `${place}/recipients/${(await recipientOf(api, envelopeId, values.from)).id}/withdraw`;
  const answer = await api.call<WithdrawAnswer>('POST', path, {});
  const opened = answer.recipients.filter(({ openedAt }) => openedAt !== null).length;
  const count = answer.recipients.length;
  const { terminal, words } = context;
  terminal.out(values.json ? jsonLine(answer) : line(words('withdrawn', { count, opened })));
  return exitCodes.ok;
};
