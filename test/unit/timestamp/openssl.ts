import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder';

/** Runs openssl in a folder and returns what it prints. @throws with its words when it says no */
export function openssl(cwd: string, ...args: string[]): string {
  return execFileSync('openssl', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}

const config = `
[tsa]
default_tsa = it
[it]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
accuracy = secs:1
ess_cert_id_alg = %certificateHash
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[issuing]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[not-critical]
keyUsage = critical,digitalSignature
extendedKeyUsage = timeStamping
[server]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,serverAuth
[req]
distinguished_name = dn
[dn]
`;

/** The signer has the kind of key our own authority signs with. */
const keyOf = (file: string) =>
  file === 'tsa' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048'];

/** An RFC 3161 authority that is OpenSSL itself: a root, an issuing authority, a time-stamping certificate. */
export class IssuedAuthority {
  readonly dir = temporaryFolder('openssl');
  readonly rootsPem: string;

  constructor({
    purpose = 'stamping',
    issuer = 'issuing',
    certificateHash = 'sha256',
  }: {
    purpose?: 'stamping' | 'not-critical' | 'server';
    issuer?: 'issuing' | 'stamping';
    certificateHash?: 'sha256' | 'sha384' | 'sha1';
  } = {}) {
    writeFileSync(path.join(this.dir, 'tsa.cnf'), config.replace('%certificateHash', certificateHash));
    writeFileSync(path.join(this.dir, 'serial'), '01\n');
    this.certify('root', 'Test Root', 'root', null);
    this.certify('issuing', 'Test Issuing', issuer, 'root');
    this.certify('tsa', 'Test Authority', purpose, 'issuing');
    writeFileSync(path.join(this.dir, 'chain.pem'), readFileSync(path.join(this.dir, 'issuing.pem')));
    this.rootsPem = readFileSync(path.join(this.dir, 'root.pem'), 'utf8');
  }

  /** The signer's certificate and private key, PEM. */
  get signer(): { certificate: string; privateKey: string } {
    const read = (name: string) => readFileSync(path.join(this.dir, name), 'utf8');
    return { certificate: read('tsa.pem'), privateKey: read('tsa.key') };
  }

  /** DER of a TimeStampResp. */
  answer(request: Uint8Array): Uint8Array {
    writeFileSync(path.join(this.dir, 'q.tsq'), request);
    openssl(
      this.dir,
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'it',
      '-queryfile',
      'q.tsq',
      '-out',
      'r.tsr',
    );
    return new Uint8Array(readFileSync(path.join(this.dir, 'r.tsr')));
  }

  private certify(file: string, name: string, section: string, issuer: string | null): void {
    const signWith =
      issuer === null
        ? ['-signkey', `${file}.key`]
        : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    openssl(
      this.dir,
      'req',
      '-new',
      '-newkey',
      ...keyOf(file),
      '-nodes',
      '-keyout',
      `${file}.key`,
      '-out',
      `${file}.csr`,
      '-subj',
      `/CN=${name}`,
      '-config',
      'tsa.cnf',
    );
    openssl(
      this.dir,
      'x509',
      '-req',
      '-in',
      `${file}.csr`,
      '-days',
      '30',
      '-out',
      `${file}.pem`,
      '-extfile',
      'tsa.cnf',
      '-extensions',
      section,
      ...signWith,
    );
  }
}
