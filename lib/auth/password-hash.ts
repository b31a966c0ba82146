import 'server-only';
import { hash, verify } from '@node-rs/argon2';

/** argon2id as OWASP recommends it: 19 MiB, two passes, one lane (RFC 9106). The binding's default algorithm is argon2id. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** PHC string of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** Made when the process starts, so that the first unknown address is not slower than the next. */
const dummy = hashPassword('nobody has this password');

/**
 * Whether the password is the hashed one. Without a hash (no such account, closed, not yet invited) the same work is
 * done against a dummy, so that the time tells nothing.
 */
export async function matchesPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await dummy), password);
  return matches && passwordHash !== null;
}
