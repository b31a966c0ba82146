import { normaliseAddress, parseAddress } from '../address/address';
import { assertNothingUnseen, cleanTyped } from '../typed-text';

/**
 * An address as somebody typed it to sign in: normalised where it is one, else only a key under which tries are counted.
 * @throws AppError `unseen-character`
 */
export function typedAddress(typed: string): string {
  assertNothingUnseen(typed, 'address');
  try {
    return normaliseAddress(typed);
  } catch {
    return cleanTyped(typed).toLowerCase().slice(0, 320);
  }
}

/**
 * A typed address as it may stand in the audit trail, which is kept for ever: nothing where it is no address, because
 * people also type passwords into that field.
 */
export function auditedAddress(typed: string): { actorAddress?: string } {
  const address = parseAddress(typed);
  return address === null ? {} : { actorAddress: address };
}
