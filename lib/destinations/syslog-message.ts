import { isGrave } from '../audit/trail/event-names';
import { cefMessage } from './cef';
import type { SyslogFormat } from './choices';
import type { DeliveredEntry, DeliverySource } from './delivered-entry';
import { ocsfMessage } from './ocsf';

/** RFC 5424, section 6.2.1: facility "log audit" (13), severity informational (6) or warning (4). */
const facility = 13 * 8;
/** RFC 5424, section 7.3.1: sequenceId restarts after this number. */
const sequenceMax = 2_147_483_647;

/**
 * One RFC 5424 message. All that people can influence stands in the MSG part, escaped by its format; the header holds the
 * host of this Pli, the name of the event and the entry's number (`meta sequenceId`), nothing else.
 */
export function syslogMessage(entry: DeliveredEntry, source: DeliverySource, format: SyslogFormat): string {
  const priority = facility + (isGrave(entry.event) ? 4 : 6);
  const sequence = ((entry.number - 1) % sequenceMax) + 1;
  const body = format === 'cef' ? cefMessage(entry, source) : ocsfMessage(entry, source);
  return (
    header(priority, entry.occurredAt, source.host, entry.event, `[meta sequenceId="${sequence}"]`) + body
  );
}

/** What "test" sends: recognisable as no entry. */
export function syslogTestMessage(at: Date, { host, version }: DeliverySource, format: SyslogFormat): string {
  const body =
    format === 'cef'
      ? `CEF:0|Pli|Pli|${version}|Test|Test|0|rt=${at.getTime()} msg=Test of a destination`
      : `{"message":"Test of a destination","metadata":{"event_code":"Test","product":{"name":"Pli","vendor_name":"Pli","version":"${version}"},"version":"1.3.0"},"time":${at.getTime()}}`;
  return header(facility + 6, at.toISOString(), host, 'Test', '-') + body;
}

function header(priority: number, at: string, host: string, messageId: string, data: string): string {
  return `<${priority}>1 ${at} ${printable(host, 255)} pli - ${printable(messageId, 32)} ${data} `;
}

/** PRINTUSASCII of at most so many characters, `-` where nothing is left. */
function printable(text: string, lengthMax: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, lengthMax) || '-';
}
