import 'server-only';
import { version } from '../../package.json';
import type { Config } from '../config';
import type { DeliverySource } from './delivered-entry';

/** What every message to an organisation's collectors says of its sender. */
export function deliverySource(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  organisationId: string,
): DeliverySource {
  return { organisationId, host: new URL(publicUrl).hostname, version };
}
