import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock';
import type { ObjectKey, SignedFor, SignedRequest } from '../../ports/object-store';
import { checkedObjectKey } from './object-key';

/** What a genuine vault URL allows. `bytes` is the exact length of a PUT. */
export type VaultPermission = { key: ObjectKey; signedFor: SignedFor } & (
  | { method: 'PUT'; bytes: number }
  | { method: 'GET' }
);

/** Seconds from the signing to the start of the request. */
export type SecondsValid = { PUT: number; GET: number };

/** Signs and checks the URLs under which browsers reach the vault through this application. */
export type VaultUrls = {
  sign(permission: VaultPermission): SignedRequest;
  /**
   * Null for everything that is not, byte for byte, an unexpired URL signed here for this method. Whether what it was signed for
   * still stands is asked besides (`createVaultHandler`).
   */
  check(method: string | undefined, url: string | undefined): VaultPermission | null;
};

/** Where the handler lives; nothing else of the application answers below it. */
export const vaultPathPrefix = '/vault/';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const urlPattern = new RegExp(
  `^/vault/(parts/)?(${uuid})/([0-9a-f]{64})\\?e=([1-9]\\d{0,11})(?:&b=(\\d{1,12}))?` +
    `&f=(draft|received|sent)/(${uuid})/(session|token)/(${uuid})&s=([A-Za-z0-9_-]{43})$`,
);

/**
 * URLs are a path of this origin with an HMAC-SHA-256 (RFC 2104) over method, key, length, for whom, and expiry. The one accepted
 * spelling is matched whole, so no second path can mean the same object, and none can leave the vault.
 * @param secret `keys.derive('vault-url')`
 */
export function createVaultUrls(secret: Buffer, clock: Clock, secondsValid: SecondsValid): VaultUrls {
  const macOf = (permission: VaultPermission, expiresAt: number) =>
    createHmac('sha256', secret)
      .update(
        [
          'pli-vault-2',
          permission.method,
          placeOf(permission.key),
          permission.key.sha256,
          permission.method === 'PUT' ? permission.bytes : '',
          textOf(permission.signedFor),
          expiresAt,
        ].join('\n'),
      )
      .digest();

  return {
    sign(permission) {
      const seconds = secondsValid[permission.method];
      const expiresAt = Math.ceil(clock.now().getTime() / 1000) + seconds;
      const { key } = permission;
      const length = permission.method === 'PUT' ? `&b=${permission.bytes}` : '';
      const mac = macOf(permission, expiresAt).toString('base64url');
      return {
        method: permission.method,
        url: `${vaultPathPrefix}${placeOf(key)}/${key.sha256}?e=${expiresAt}${length}&f=${textOf(permission.signedFor)}&s=${mac}`,
        headers: {},
        expiresAt: new Date(expiresAt * 1000),
        secondsValid: seconds,
      };
    },

    check(method, url) {
      const match = urlPattern.exec(url ?? '');
      if (!match) return null;
      const [, isPart, id = '', sha256 = '', expiry = '', bytes, as, asId = '', by, byId = '', mac = ''] =
        match;
      const signedFor = { as, asId, by, byId } as SignedFor; // the pattern lets no other words through
      const key = isPart ? { partId: id, sha256 } : { envelopeId: id, sha256 };
      const permission = permissionOf(method, { key, signedFor }, bytes);
      if (!permission) return null;
      // As text: the last of the 43 characters has two bits that decoding would not look at.
      const expected = macOf(permission, Number(expiry)).toString('base64url');
      const genuine = timingSafeEqual(Buffer.from(expected), Buffer.from(mac));
      return genuine && Number(expiry) * 1000 > clock.now().getTime() ? permission : null;
    },
  };
}

function textOf({ as, asId, by, byId }: SignedFor): string {
  return `${as}/${asId}/${by}/${byId}`;
}

/** An envelope's id alone, as before parts had homes of their own. @throws AppError `bad-request` */
function placeOf(key: ObjectKey): string {
  const { kind, id } = checkedObjectKey(key);
  return kind === 'part' ? `parts/${id}` : id;
}

function permissionOf(
  method: string | undefined,
  named: Pick<VaultPermission, 'key' | 'signedFor'>,
  bytes: string | undefined,
): VaultPermission | null {
  if (method === 'PUT' && bytes !== undefined) return { ...named, method: 'PUT', bytes: Number(bytes) };
  // whoever may GET may ask for the size
  if ((method === 'GET' || method === 'HEAD') && bytes === undefined) return { ...named, method: 'GET' };
  return null;
}
