import { createHmac, timingSafeEqual } from 'node:crypto';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsFiles } from './tls-files.ts';

/** A body as Pli sends it. */
export type ReceivedBatch = {
  type: string;
  timestamp: string;
  data: { organisation: string; entries?: { number: number; id: string; event: string }[] };
};

/** A receiver that verifies by the text of the Standard Webhooks specification and keeps only what verifies. */
export class WebhookReceiver {
  /** Status answered to a signature that verifies; the body counts as taken when it is below 300. */
  status = 204;
  headers: Record<string, string> = {};
  readonly taken: ReceivedBatch[] = [];
  readonly ids: string[] = [];
  requests = 0;
  forged = 0;

  private constructor(
    private readonly server: https.Server,
    readonly url: string,
    public secret: string,
  ) {}

  static async start(tls: TlsFiles): Promise<WebhookReceiver> {
    const server = https.createServer({ key: tls.read('server.key'), cert: tls.read('server.pem') });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a server on a TCP port has an address of this shape
    const receiver = new WebhookReceiver(server, `https://127.0.0.1:${port}/hook?key=of-the-url`, '');
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.requests += 1;
        const body = Buffer.concat(chunks).toString();
        const verified = receiver.verify(request.headers, body);
        if (!verified) receiver.forged += 1;
        const status = verified ? receiver.status : 401;
        if (status < 300) {
          receiver.taken.push(JSON.parse(body) as ReceivedBatch);
          receiver.ids.push(String(request.headers['webhook-id']));
        }
        response.writeHead(status, receiver.headers).end('internal words of the receiver');
      });
    });
    return receiver;
  }

  /** Numbers of all entries taken, as they came. */
  numbers(): number[] {
    return this.taken.flatMap(({ data }) => (data.entries ?? []).map((entry) => entry.number));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private verify(headers: Record<string, string | string[] | undefined>, body: string): boolean {
    const id = String(headers['webhook-id'] ?? '');
    const timestamp = Number(headers['webhook-timestamp']);
    if (id === '' || Math.abs(Date.now() / 1_000 - timestamp) > 300) return false;
    const key = Buffer.from(this.secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
    return String(headers['webhook-signature'] ?? '')
      .split(' ')
      .filter((one) => one.startsWith('v1,'))
      .map((one) => Buffer.from(one.slice(3), 'base64'))
      .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  }
}
