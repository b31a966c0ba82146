import 'server-only';
import { hkdfSync } from 'node:crypto';
import type { GuestActor, UserActor } from '../access/actor';
import type { Services } from '../services';
import type { LocalCopyKeyAnswer } from './local-copy-answer';

/**
 * The key under which this person's browser keeps what is not stored yet: hers on every machine, nobody else's, and stored nowhere,
 * because it is derived each time (HKDF, RFC 5869). The server never sees what is kept under it.
 */
export function localCopyKey(
  { keys }: Pick<Services, 'keys'>,
  actor: UserActor | GuestActor,
): LocalCopyKeyAnswer {
  const person = actor.kind === 'user' ? `user ${actor.userId}` : `guest ${actor.guestId}`;
  const key = hkdfSync('sha256', keys.derive('local-copy'), Buffer.alloc(0), `pli local-copy ${person}`, 32);
  return { key: Buffer.from(key).toString('base64') };
}
