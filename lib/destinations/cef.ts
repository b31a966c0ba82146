import { isIPv4, isIPv6 } from 'node:net';
import { isGrave } from '../audit/trail/event-names';
import type { DeliveredEntry, DeliverySource } from './delivered-entry';

/**
 * An entry in the Common Event Format (ArcSight CEF, revision 25), one line. What people typed cannot end a field, add one
 * or begin a line: control characters are gone, and the format's own are escaped.
 */
export function cefMessage(entry: DeliveredEntry, source: DeliverySource): string {
  const header = ['CEF:0', 'Pli', 'Pli', source.version, entry.event, entry.event, severity(entry.event)];
  const address = entry.clientAddress ?? '';
  const extension: Record<string, string | number | null> = {
    rt: new Date(entry.occurredAt).getTime(),
    externalId: entry.id,
    dvchost: source.host,
    suser: entry.actorAddress,
    duser: entry.recipientAddress,
    src: isIPv4(address) ? address : null,
    c6a2: isIPv6(address) ? address : null,
    c6a2Label: isIPv6(address) ? 'source' : null,
    requestClientApplication: entry.clientAgent,
    cn1: entry.number,
    cn1Label: 'number',
    cn2: entry.index,
    cn2Label: 'logIndex',
    cs1: entry.envelopeId,
    cs1Label: entry.envelopeId && 'envelope',
    cs2: entry.actorKind,
    cs2Label: 'actorKind',
    cs3: source.organisationId,
    cs3Label: 'organisation',
    msg: Object.keys(entry.detail).length > 0 ? JSON.stringify(entry.detail) : null,
  };
  const fields = Object.entries(extension)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}=${escaped(String(value), /[\\=]/g)}`);
  return `${header.map((part, at) => (at === 0 ? part : escaped(part, /[\\|]/g))).join('|')}|${fields.join(' ')}`;
}

/** 0 to 10. */
function severity(event: string): string {
  return isGrave(event) ? '6' : '3';
}

function escaped(text: string, own: RegExp): string {
  // Controls, lone surrogates and the line and paragraph separators: some collectors end a line at each of them.
  const safe = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ');
  return safe.replace(own, (character) => `\\${character}`);
}
