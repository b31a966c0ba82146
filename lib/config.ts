import 'server-only';

/** All settings, parsed once at boot from the environment (the only reader of process.env). */
export type Config = {
  /** `embedded`: defaults for one machine and demo accounts; `production`: refuses demo accounts, example secrets, the catcher. */
  mode: 'embedded' | 'production';
  /** Absolute path. */
  dataDir: string;
  /** Origin people use, without a trailing slash, e.g. `https://pli.example.org`. */
  publicUrl: string;
  listen: { host: string; port: number };
  /** How many proxies in front set X-Forwarded-For (0: none is believed). */
  trustedProxies: number;
  database: {
    /** The application's own role: may only insert into the audit log. */
    url: string;
    /** Owner of the schema, for migrations. The same as `url` where only one is given. */
    ownerUrl: string;
  };
  objectStore:
    | { kind: 'disk'; dir: string }
    | {
        kind: 's3';
        endpoint: string | null;
        /** What browsers use, when `browserAccess` is `direct`. */
        publicEndpoint: string | null;
        region: string;
        bucket: string;
        accessKeyId: string;
        secretAccessKey: string;
        /** `direct`: pre-signed URLs; `proxy`: streamed through the application. */
        browserAccess: 'direct' | 'proxy';
      };
  mail: {
    transport: { kind: 'catcher'; dir: string } | { kind: 'smtp'; url: string };
    from: { address: string; name: string };
    dkim: { domain: string; selector: string; privateKeyPem: string } | null;
  };
  timestamp: { kind: 'embedded' } | { kind: 'http'; url: string; rootsPem: string };
  limits: {
    /** Per envelope, plaintext bytes of all attachments: 104,857,600 by default. */
    attachmentBytesMax: number;
    recipientsMax: number;
    signedUrlSeconds: number;
    sessionHours: number;
    guestSessionHours: number;
  };
};
