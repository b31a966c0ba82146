import 'server-only';

/** The one place where secrets live once read: made at first start (files of mode 0600), or given by the environment. */
export type Keys = {
  /** Signs cookies, vault URLs and one-time codes: 32 bytes, never used directly, always through `derive`. */
  derive(purpose: 'next-auth' | 'vault-url' | 'one-time-code' | 'cookie'): Buffer;
  /** OpenPGP key pair (v4, Curve25519) the seeds are wrapped to. ASCII armour. */
  vault: { publicKey: string; privateKey: string };
  /** OpenPGP v4 `ed25519Legacy` keys that sign seals; the first signs, all verify. ASCII armour, by fingerprint (lower-case hex). */
  sealing: { fingerprint: string; publicKey: string; privateKey: string }[];
};
