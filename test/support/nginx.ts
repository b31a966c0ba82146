import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './pli.ts';
import type { TlsFiles } from './tls-files.ts';

/** nginx with docs/nginx.conf, but for names, ports and files. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(port: number, pliPort: number, tls: TlsFiles): Promise<Nginx> {
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-nginx-'));
    const replaced: [string, string][] = [
      ['127.0.0.1:3000', `127.0.0.1:${pliPort}`],
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['pli.example', 'localhost'],
      ['/etc/ssl/pli.pem', tls.path('server.pem')],
      ['/etc/ssl/pli.key', tls.path('server.key')],
      ['/var/log/nginx/pli.log', path.join(folder, 'access.log')],
    ];
    let text = readFileSync(path.resolve(import.meta.dirname, '../../docs/nginx.conf'), 'utf8');
    for (const [from, to] of replaced) {
      if (!text.includes(from)) throw new Error(`docs/nginx.conf no longer says ${from}`);
      text = text.replace(from, to);
    }
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${path.join(folder, name)};`)
      .join(' ');
    text = text.replace('http {', `http { ${temporary}`);
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(file, `daemon off; pid ${path.join(folder, 'pid')}; error_log stderr;\n${text}`);
    const child = spawn('/usr/sbin/nginx', ['-c', file, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
        return answers(port);
      },
      30,
      () => `nginx does not answer: ${said}`,
    );
    return new Nginx(port, folder, child);
  }

  /** What it has written into its log. */
  get log(): string {
    return readFileSync(path.join(this.folder, 'access.log'), 'utf8');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
