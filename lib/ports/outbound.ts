/** Why something did not arrive; the words stand in messages/<locale>/destinations.json under the same name. */
export const deliveryFailureCodes = [
  'host-unknown', // the name has no address
  'address-refused', // the address is one that Pli does not talk to (PLI_OUTBOUND_PRIVATE)
  'unreachable', // nobody accepted the connection, or it broke
  'timeout',
  'certificate-refused', // of the server, or of ours by the server
  'plain-refused', // without TLS only inside one's own network
  'closed-early', // the collector ended the connection before it had read everything
  'no-goodbye', // it did not confirm the end of the connection (TLS close_notify)
  'redirected',
  'answered', // an HTTP status that is no success; the number says which
  'credentials-refused',
  'bucket-missing',
  'object-exists', // an object of somebody else's stands under the name; it is not overwritten
  'settings-wrong', // they cannot be used at all, e.g. a certificate that is none
  'internal', // ours: the log says what
] as const;
export type DeliveryFailureCode = (typeof deliveryFailureCodes)[number];

/** An expected failure of a delivery. Carries no text of the other side: what it says may be hostile or secret. */
export class DeliveryFailure extends Error {
  readonly code: DeliveryFailureCode;
  /** HTTP status, for `answered`. */
  readonly status: number | null;

  constructor(code: DeliveryFailureCode, options: { status?: number; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = 'DeliveryFailure';
    this.code = code;
    this.status = options.status ?? null;
  }

  /** Next bundles this file more than once into one process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'DeliveryFailure' && 'code' in value;
  }
}

export type SyslogTarget = {
  host: string;
  port: number;
  /** What the server's certificate must lead to, PEM; null: the authorities Node trusts. */
  caPem: string | null;
  client: { certificatePem: string; keyPem: string } | null;
  /** Whether the end of the connection counts as "read to the end" also without TLS close_notify. */
  acceptsBareClose: boolean;
};

export type WebhookTarget = { url: string; caPem: string | null };

export type BucketTarget = {
  /** Null: Amazon's of the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  pathStyle: boolean;
};

/** What a written object says of itself. */
export type ObjectLabel = { mediaType: string; runId: string };

export interface OutboundBucket {
  /** `runId` of the object under this name; null where there is none, '' where somebody else wrote it. */
  labelOf(key: string): Promise<string | null>;
  /**
   * Streams an object in, whole or not at all: until the last byte is there nothing stands under the name.
   * `onUpload` is told the id of the upload before its first byte, so that another process can end it.
   */
  write(
    key: string,
    label: ObjectLabel,
    body: AsyncIterable<Uint8Array>,
    onUpload?: (uploadId: string) => Promise<void>,
  ): Promise<{ bytes: number }>;
  /** Ends an upload that its process did not: its parts go. One that is not there is no failure. */
  abandon(key: string, uploadId: string): Promise<void>;
  remove(key: string): Promise<void>;
  close(): void;
}

/**
 * Connections to hosts that an administrator of an organisation typed in. Never to a loopback, private, link-local or
 * otherwise special address unless the operator's setting allows it; a name is resolved once and the connection goes to
 * that very address; redirects are not followed; TLS is verified against the name that was typed. Every failure is a
 * DeliveryFailure, within the time a job has.
 */
export interface Outbound {
  /**
   * Hands messages (RFC 5424, one each) over TLS to a syslog collector (RFC 5425, octet counting) on a connection of their
   * own. Resolves when the collector has read to the end and said so: our half is closed, then theirs.
   */
  syslog(target: SyslogTarget, messages: readonly string[]): Promise<void>;
  /** POSTs a body; resolves for a 2xx answer. */
  post(target: WebhookTarget, headers: Readonly<Record<string, string>>, body: string): Promise<void>;
  bucket(target: BucketTarget): OutboundBucket;
}
