import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP relay in front of 127.0.0.1:`upstreamPort` that can be cut (open lines break, new ones are refused), made to hang
 * (lines stay open and nothing passes), and mended. `bytesPerSecondMax` makes it slow in the direction to the server, a line each.
 */
export class CutProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private hanging = false;
  bytesPerSecondMax = Infinity;

  private constructor(
    readonly port: number,
    private readonly upstreamPort: number,
  ) {}

  static async start(port: number, upstreamPort: number): Promise<CutProxy> {
    const proxy = new CutProxy(port, upstreamPort);
    await proxy.mend();
    return proxy;
  }

  async cut(): Promise<void> {
    const server = this.server;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  hang(): void {
    this.hanging = true;
    for (const socket of this.sockets) socket.pause();
  }

  async mend(): Promise<void> {
    this.hanging = false;
    for (const socket of this.sockets) socket.resume();
    if (this.server) return;
    const server = createServer((near) => this.relay(near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.server = server;
  }

  private slowDown(socket: Socket, bytes: number): void {
    socket.pause();
    setTimeout(
      () => {
        if (!this.hanging) socket.resume();
      },
      (bytes / this.bytesPerSecondMax) * 1_000,
    );
  }

  private relay(near: Socket): void {
    const far = connect(this.upstreamPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (chunk) => {
        if (!other.write(chunk)) one.pause();
        else if (one === near && this.bytesPerSecondMax < Infinity) this.slowDown(one, chunk.length);
      });
      one.on('drain', () => {
        if (!this.hanging) other.resume();
      });
      one.on('end', () => other.end());
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      if (this.hanging) one.pause();
    }
  }
}
