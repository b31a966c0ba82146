import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An authority of its own with a server certificate for 127.0.0.1 and localhost, and a client's, made by openssl. */
export class TlsFiles {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'pli-tls-'));

  constructor() {
    this.openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Test authority',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    this.issue('server', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth');
    this.issue('client', 'extendedKeyUsage=clientAuth');
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }
  /** `ca.pem`, `server.pem`, `server.key`, `client.pem`, `client.key`. */
  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private issue(name: string, extensions: string): void {
    writeFileSync(this.path(`${name}.ext`), extensions);
    this.openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    this.openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  }
  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
