import type { DestinationSettings } from './wire';

/** Where a destination is, in a few words for people and entries: host and port, or bucket. Never a path or query, which may hold a token. */
export function whereOf(destination: DestinationSettings): string {
  if (destination.kind === 'syslog') return `${destination.settings.host}:${destination.settings.port}`;
  if (destination.kind === 'webhook') return new URL(destination.settings.url).host;
  const { endpoint, bucket } = destination.settings;
  return endpoint === null ? bucket : `${bucket} (${new URL(endpoint).host})`;
}
