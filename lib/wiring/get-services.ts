import 'server-only';
import { loadConfig } from '../config';
import type { Services } from '../services';
import { createServices } from './create-services';

// Next keeps several copies of a module in one process: the services stand on globalThis so that they share one pool.
const holder = globalThis as typeof globalThis & { pliServices?: Promise<Services> };

/** The services of this process, for Next's handlers and pages. @throws ConfigError, or Error when a key is missing. */
export function getServices(): Promise<Services> {
  holder.pliServices ??= createServices(loadConfig(), 'web');
  return holder.pliServices;
}
