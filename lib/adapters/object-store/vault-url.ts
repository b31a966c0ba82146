import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock';
import type { ObjectKey, SignedRequest } from '../../ports/object-store';

/** What a genuine vault URL allows. `bytes` is the exact length of a PUT. */
export type VaultPermission =
  | { method: 'PUT'; key: ObjectKey; bytes: number }
  | { method: 'GET'; key: ObjectKey };

/** Signs and checks the URLs under which browsers reach the vault through this application. */
export type VaultUrls = {
  sign(permission: VaultPermission): SignedRequest;
  /** Null for everything that is not, byte for byte, an unexpired URL signed here for this method. */
  check(method: string | undefined, url: string | undefined): VaultPermission | null;
};

/** Where the handler lives; nothing else of the application answers below it. */
export const vaultPathPrefix = '/vault/';

const urlPattern =
  /^\/vault\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([0-9a-f]{64})\?e=([1-9]\d{0,11})(?:&b=(\d{1,12}))?&s=([A-Za-z0-9_-]{43})$/;

/**
 * URLs are a path of this origin with an HMAC-SHA-256 (RFC 2104) over method, key, length and expiry. The one accepted
 * spelling is matched whole, so no second path can mean the same object, and none can leave the vault.
 * @param secret `keys.derive('vault-url')`
 */
export function createVaultUrls(secret: Buffer, clock: Clock, secondsValid: number): VaultUrls {
  const macOf = (permission: VaultPermission, expiresAt: number) =>
    createHmac('sha256', secret)
      .update(
        [
          'pli-vault-1',
          permission.method,
          permission.key.envelopeId,
          permission.key.sha256,
          permission.method === 'PUT' ? permission.bytes : '',
          expiresAt,
        ].join('\n'),
      )
      .digest();

  return {
    sign(permission) {
      const expiresAt = Math.ceil(clock.now().getTime() / 1000) + secondsValid;
      const { envelopeId, sha256 } = permission.key;
      const length = permission.method === 'PUT' ? `&b=${permission.bytes}` : '';
      const mac = macOf(permission, expiresAt).toString('base64url');
      return {
        method: permission.method,
        url: `${vaultPathPrefix}${envelopeId}/${sha256}?e=${expiresAt}${length}&s=${mac}`,
        headers: {},
        expiresAt: new Date(expiresAt * 1000),
      };
    },

    check(method, url) {
      const match = urlPattern.exec(url ?? '');
      if (!match) return null;
      const [, envelopeId = '', sha256 = '', expiry = '', bytes, signature = ''] = match;
      const key = { envelopeId, sha256 };
      const permission = permissionOf(method, key, bytes);
      if (!permission) return null;
      // As text: the last of the 43 characters has two bits that decoding would not look at.
      const mac = macOf(permission, Number(expiry)).toString('base64url');
      const genuine = timingSafeEqual(Buffer.from(mac), Buffer.from(signature));
      return genuine && Number(expiry) * 1000 > clock.now().getTime() ? permission : null;
    },
  };
}

function permissionOf(
  method: string | undefined,
  key: ObjectKey,
  bytes: string | undefined,
): VaultPermission | null {
  if (method === 'PUT' && bytes !== undefined) return { method: 'PUT', key, bytes: Number(bytes) };
  // whoever may GET may ask for the size
  if ((method === 'GET' || method === 'HEAD') && bytes === undefined) return { method: 'GET', key };
  return null;
}
