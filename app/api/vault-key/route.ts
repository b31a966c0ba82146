import { vaultKeyAnswer } from '@/lib/envelope/answers';
import { currentVaultKey } from '@/lib/envelope/vault-key';
import { route } from '@/lib/http/route';

/** The public key that browsers wrap their seeds to: another one each month. */
export const GET = route(
  { access: 'user', scope: 'envelopes:send', answer: vaultKeyAnswer },
  ({ services }) => currentVaultKey(services),
);
