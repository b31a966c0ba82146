import { ClientError } from '../command/client-error';
import type { AvailabilityAnswer } from '../envelope/wire';
import { type Command, connect, connectionOptions, parse } from './command';
import { envelopeNamed } from './envelope-named';
import { exitCodes } from './exit-codes';
import { jsonLine, line } from './terminal';

/** `pli available-until` */
export const availableUntil: Command = async (context) => {
  const { values, positionals } = parse(context.args, connectionOptions);
  const when = positionals.at(-1) ?? '';
  const envelopeId = envelopeNamed(positionals.slice(0, -1));
  const until = lastMomentOf(when);
  const api = await connect(context, values);
  const path = `/api/envelopes/${envelopeId}/available-until`;
  const answer = await api.call<AvailabilityAnswer>('PUT', path, { until: until.toISOString() });
  const { terminal, words } = context;
  const said = words('available-until', { until: answer.availableUntil });
  terminal.out(values.json ? jsonLine(answer) : line(said));
  return exitCodes.ok;
};

/** A day, to its end where this machine is, or a moment with its zone. @throws ClientError `usage` */
function lastMomentOf(when: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(when);
  const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(when);
  const moment = new Date(isDay ? `${when}T23:59:59.999` : when);
  if ((!isDay && !isMoment) || Number.isNaN(moment.getTime()))
    throw new ClientError('usage', 'not-a-moment', { word: when });
  return moment;
}
