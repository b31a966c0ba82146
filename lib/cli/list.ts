import { ClientError } from '../client/client-error';
import { listAll } from '../client/open-letter';
import type { EnvelopeListItem } from '../envelope/wire';
import { type Command, connect, connectionOptions, parse } from './command';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

/** `pli list` */
export const list: Command = async (context) => {
  const { values, positionals } = parse(context.args, {
    ...connectionOptions,
    received: { type: 'boolean' },
    sent: { type: 'boolean' },
    all: { type: 'boolean' },
  });
  if (positionals.length > 0) throw new ClientError('usage', `"${positionals[0]}" is not understood here.`);
  if (values.received && values.sent) throw new ClientError('usage', 'One of --received and --sent.');
  const api = await connect(context, values);
  const pages = values.all ? Number.POSITIVE_INFINITY : 1;
  let count = 0;
  for await (const item of listAll(api, values.sent ? 'sent' : 'inbox', pages)) {
    count += 1;
    context.terminal.out(values.json ? jsonLine(item) : line(sentence(item)));
  }
  if (count === 0 && !values.json) context.terminal.err('Nothing here.\n');
  return exitCodes.ok;
};

function sentence(item: EnvelopeListItem): string {
  const who =
    item.sender === null
      ? `to ${item.recipients.map(({ address, openedAt }) => `${address}${openedAt ? ' (opened)' : ''}`).join(', ')}`
      : `from ${item.sender.address}${item.openedAt ? ' (opened)' : ''}`;
  const files = item.attachmentCount === 1 ? '1 file' : `${item.attachmentCount} files`;
  return `${item.envelopeId}  ${item.at}  ${who}  ${files}  ${item.title ?? ''}`.trimEnd();
}
