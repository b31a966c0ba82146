import { ApiProblem } from '../transfer/api-client';
import { ClientError } from './client-error';

/**
 * The failure of a letter, in words that say so where it is the refusal of a Pli that is older than this command: one from before months'
 * keys, or one that names a member it does not know (lib/http/parse.ts). Every other failure as it is. Only for letters that certainly were not
 * sent.
 */
export function refusedByOlder(
  { api, serverIsOlder }: { api: { url: string }; serverIsOlder: boolean },
  error: unknown,
): unknown {
  if (!(error instanceof ApiProblem) || error.code !== 'bad-request') return error;
  const namesUnknown = error.detail.split('; ').some((fault) => fault.endsWith(': unrecognized_keys'));
  if (!serverIsOlder && !namesUnknown) return error;
  const options = { cause: error, reason: 'server-older' };
  return new ClientError('refused', 'server-older', { origin: api.url }, options);
}
