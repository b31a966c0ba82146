import { ApiProblem } from './api-client';

const codeByStatus: Readonly<Record<number, string>> = {
  400: 'corrupted-on-the-way',
  403: 'signature-expired',
  404: 'segment-missing',
  413: 'request-too-large',
  507: 'storage-full',
};

/** What a store's answer to a signed request says that is not 2xx: a store has its own words, we have these. */
export function storeRefusal(status: number): ApiProblem {
  return new ApiProblem(status, codeByStatus[status] ?? (status >= 500 ? 'storage-unavailable' : 'internal'));
}
