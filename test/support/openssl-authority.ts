import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

const settings = `
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** `honest`; `other-digest`: a valid token for other bytes; `broken`: a bit of the token flipped; `error`: HTTP 500. */
export type AuthorityMood = 'honest' | 'other-digest' | 'broken' | 'error';

/** An RFC 3161 authority over HTTP, answered by `openssl ts -reply`: somebody else's, as far as Pli is concerned. */
export class OpensslAuthority {
  mood: AuthorityMood = 'honest';
  answered = 0;
  private server: Server | null = null;
  /** One at a time: openssl's serial file has no lock. */
  private replies: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<OpensslAuthority> {
    const folder = mkdtempSync(join(tmpdir(), 'pli-openssl-tsa-'));
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    writeFileSync(join(folder, 'tsa.cnf'), settings);
    writeFileSync(join(folder, 'serial'), '01\n');
    writeFileSync(
      join(folder, 'ext'),
      'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n',
    );
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Test root',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=Test authority',
      '-keyout',
      'tsa.key',
      '-out',
      'tsa.csr',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'tsa.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      'ext',
      '-out',
      'tsa.pem',
    );
    const authority = new OpensslAuthority(folder, await freePort());
    await authority.back();
    return authority;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** PEM of the root its tokens verify against. */
  get rootsPem(): string {
    return readFileSync(join(this.folder, 'ca.pem'), 'utf8');
  }

  get rootsFile(): string {
    return join(this.folder, 'ca.pem');
  }

  async back(): Promise<void> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
      if (this.mood === 'error') {
        response.writeHead(500).end();
        return;
      }
      const turn = this.replies.then(() => this.reply(Buffer.concat(chunks)));
      this.replies = turn.catch(() => undefined);
      const answer = await turn;
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer);
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
  }

  async away(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async stop(): Promise<void> {
    await this.away();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async reply(query: Buffer): Promise<Buffer> {
    const name = `${++this.answered}`;
    if (this.mood === 'other-digest') {
      await run(
        'openssl',
        ['ts', '-query', '-digest', '00'.repeat(32), '-sha256', '-cert', '-out', `${name}.tsq`],
        { cwd: this.folder },
      );
    } else {
      writeFileSync(join(this.folder, `${name}.tsq`), query);
    }
    await run(
      'openssl',
      [
        'ts',
        '-reply',
        '-config',
        'tsa.cnf',
        '-section',
        't',
        '-queryfile',
        `${name}.tsq`,
        '-out',
        `${name}.tsr`,
      ],
      { cwd: this.folder },
    );
    const answer = readFileSync(join(this.folder, `${name}.tsr`));
    const last = answer.length - 1; // inside the signature value
    if (this.mood === 'broken') answer.writeUInt8(answer.readUInt8(last) ^ 1, last);
    return answer;
  }
}
