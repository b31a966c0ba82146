import { localCopyKeyAnswer } from '@/lib/draft/local-copy-answer';
import { localCopyKey } from '@/lib/draft/local-copy-key';
import { route } from '@/lib/http/route';

/** The key under which this person’s browser keeps what could not be stored yet; the same for her in every session. */
export const GET = route(
  { access: 'signed-in', answer: localCopyKeyAnswer, limit: { points: 60, seconds: 60, by: 'actor' } },
  async ({ services, actor }) => localCopyKey(services, actor),
);
