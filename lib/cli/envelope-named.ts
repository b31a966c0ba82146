import { ClientError } from '../command/client-error';

/** The one envelope a command names, by its id. @throws ClientError `usage` */
export function envelopeNamed([name, ...more]: readonly string[]): string {
  if (name === undefined || more.length > 0 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))
    throw new ClientError('usage', 'which-sent-envelope');
  return name;
}
