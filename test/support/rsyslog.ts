import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import type { TlsFiles } from './tls-files.ts';

/** `ossl`: says goodbye (TLS close_notify) when a connection ends; `gtls`: does not. */
export type RsyslogDriver = 'ossl' | 'gtls';

/** Whether this machine has rsyslog with both TLS drivers (Debian: rsyslog rsyslog-openssl rsyslog-gnutls). */
export const rsyslogInstalled =
  existsSync('/usr/sbin/rsyslogd') &&
  ['lmnsd_ossl.so', 'lmnsd_gtls.so'].every((module) =>
    readdirSync('/usr/lib', { withFileTypes: true }).some((folder) =>
      existsSync(`/usr/lib/${folder.name}/rsyslog/${module}`),
    ),
  );

/** A real rsyslogd that takes syslog over TLS on 127.0.0.1 and writes each message to a file before it ends the connection. */
export class Rsyslog {
  private child: ChildProcess | null = null;
  private constructor(
    private readonly tls: TlsFiles,
    readonly port: number,
    private readonly driver: RsyslogDriver,
    private readonly wantsClientCertificate: boolean,
  ) {}

  static async start(
    tls: TlsFiles,
    {
      driver = 'ossl',
      wantsClientCertificate = false,
    }: { driver?: RsyslogDriver; wantsClientCertificate?: boolean } = {},
  ): Promise<Rsyslog> {
    const rsyslog = new Rsyslog(tls, await freePort(), driver, wantsClientCertificate);
    writeFileSync(rsyslog.file('conf'), rsyslog.settings());
    await rsyslog.back();
    return rsyslog;
  }

  /** The messages as they arrived, whole lines only. */
  messages(): string[] {
    const out = this.file('out');
    return existsSync(out) ? readFileSync(out, 'utf8').split('\n').slice(0, -1) : [];
  }

  /** What rsyslogd itself has to say. */
  complaints(): string {
    return readFileSync(this.file('log'), 'utf8');
  }

  async back(): Promise<void> {
    this.child = spawn('/usr/sbin/rsyslogd', ['-n', '-f', this.file('conf'), '-iNONE'], {
      stdio: ['ignore', 'ignore', openSync(this.file('log'), 'a')],
    });
    for (let tries = 0; tries < 1_200; tries++) {
      if (listens(this.port)) return;
      await pause(50);
    }
    throw new Error('rsyslogd does not listen');
  }

  /** kill -9. */
  async away(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  private file(kind: 'conf' | 'out' | 'log'): string {
    return this.tls.path(`rsyslog-${this.port}.${kind}`);
  }

  private settings(): string {
    const auth = this.wantsClientCertificate ? 'x509/certvalid' : 'anon';
    return `global(workDirectory="${this.tls.folder}" maxMessageSize="64k" DefaultNetstreamDriverCAFile="${this.tls.path('ca.pem')}"
  DefaultNetstreamDriverCertFile="${this.tls.path('server.pem')}" DefaultNetstreamDriverKeyFile="${this.tls.path('server.key')}")
module(load="imtcp" StreamDriver.Name="${this.driver}" StreamDriver.Mode="1" StreamDriver.AuthMode="${auth}")
template(name="raw" type="string" string="%rawmsg%\\n")
ruleset(name="pli" queue.type="Direct") {
  action(type="omfile" file="${this.file('out')}" template="raw" queue.type="Direct" flushOnTXEnd="on" asyncWriting="off")
}
input(type="imtcp" port="${this.port}" address="127.0.0.1" ruleset="pli")
`;
  }
}

/** Asked of the kernel: a connection that is dropped before its handshake can stall rsyslogd. */
function listens(port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .some((line) => line.trim().split(/\s+/)[1] === local && line.trim().split(/\s+/)[3] === '0A');
}
