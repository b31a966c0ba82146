import { ClientError } from '../command/client-error';
import { listAll } from '../command/open-letter';
import type { EnvelopeListItem } from '../envelope/wire';
import { type Command, type CommandContext, connect, connectionOptions, parse } from './command';
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
  if (positionals.length > 0)
    throw new ClientError('usage', 'not-understood', { word: positionals[0] ?? '' });
  if (values.received && values.sent) throw new ClientError('usage', 'received-or-sent');
  const api = await connect(context, values);
  const pages = values.all ? Number.POSITIVE_INFINITY : 1;
  let count = 0;
  for await (const item of listAll(api, values.sent ? 'sent' : 'inbox', pages)) {
    count += 1;
    context.terminal.out(values.json ? jsonLine(item) : line(sentence(item, context.words)));
  }
  if (count === 0 && !values.json) context.terminal.err(line(context.words('nothing')));
  return exitCodes.ok;
};

function sentence(item: EnvelopeListItem, words: CommandContext['words']): string {
  const person = (address: string, openedAt: unknown) =>
    openedAt ? `${address} ${words('item-opened')}` : address;
  const who =
    item.sender === null
      ? words('item-to', {
          who: item.recipients.map(({ address, openedAt }) => person(address, openedAt)).join(', '),
        })
      : words('item-from', { who: person(item.sender.address, item.openedAt) });
  if (item.altered) return `${item.envelopeId}  ${item.at}  ${words('item-altered')}`;
  const files = words('item-files', { count: item.attachmentCount });
  return `${item.envelopeId}  ${item.at}  ${who}  ${files}  ${item.title ?? ''}`.trimEnd();
}
