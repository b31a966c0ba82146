import { vaultKeyAnswer } from '@/lib/envelope/answers';
import { route } from '@/lib/http/route';

/** The public key that browsers wrap their seeds to. */
export const GET = route(
  { access: 'user', scope: 'envelopes:send', answer: vaultKeyAnswer },
  async ({ services }) => ({
    publicKey: services.keys.vault.publicKey,
  }),
);
