import { normaliseAddress } from '../mailbox/address';

/** An address as somebody typed it to sign in: normalised where it is one, else only a key under which tries are counted. */
export function typedAddress(typed: string): string {
  try {
    return normaliseAddress(typed);
  } catch {
    return typed.trim().toLowerCase().slice(0, 320);
  }
}
