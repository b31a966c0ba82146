import { parseAddress } from '../address/address';
import type { EnvelopeStatusAnswer, RecipientStatus } from '../envelope/wire';
import { ClientError } from './client-error';
import type { PliApi } from './pli-api';

/**
 * The recipient of a sent envelope who has this address.
 * @throws ClientError `usage` when nobody of it has
 */
export async function recipientOf(
  api: PliApi,
  envelopeId: string,
  address: string,
): Promise<RecipientStatus> {
  const { recipients } = await api.call<EnvelopeStatusAnswer>('GET', `/api/envelopes/${envelopeId}`);
  const wanted = parseAddress(address);
  const found = recipients.find((one) => one.address === wanted);
  if (!found) throw new ClientError('usage', 'no-such-recipient', { address });
  return found;
}
