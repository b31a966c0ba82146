import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config';

/** A fresh Message-ID (RFC 5322, section 3.6.4) in the domain mails come from. Fixed on a recipient before the first try. */
export function newMessageId(mail: Pick<Config['mail'], 'from'>): string {
  return `<${uuidv7()}@${domainOf(mail)}>`;
}

/** The same Message-ID for the same facts: a mail that is tried again can be recognised without a row that remembers it. */
export function messageIdOf(mail: Pick<Config['mail'], 'from'>, ...facts: string[]): string {
  const digest = createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 32);
  return `<${digest}@${domainOf(mail)}>`;
}

function domainOf(mail: Pick<Config['mail'], 'from'>): string {
  return mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1);
}
