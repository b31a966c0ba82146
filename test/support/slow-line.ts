import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP relay in front of 127.0.0.1:`upstreamPort` that is one line of `bytesPerSecond` each way, shared by all connections
 * piece by piece, as a ward's or a home's line is.
 */
export class SlowLine {
  bytesPerSecond = Infinity;
  private readonly sockets = new Set<Socket>();
  private readonly freeAt = { up: 0, down: 0 };

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async start(port: number, upstreamPort: number): Promise<SlowLine> {
    const server = createServer({ highWaterMark: 16_384 }, (near) => line.relay(near, upstreamPort));
    const line = new SlowLine(port, server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return line;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private relay(near: Socket, upstreamPort: number): void {
    const far = connect(upstreamPort, '127.0.0.1');
    for (const [one, other, way] of [
      [near, far, 'up'],
      [far, near, 'down'],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (piece: Buffer) => {
        one.pause();
        setTimeout(
          () => {
            if (other.destroyed) return;
            if (other.write(piece)) one.resume();
            else other.once('drain', () => one.resume());
          },
          this.turnOf(way, piece.length),
        );
      });
      // what is still on its way goes first
      one.on('end', () => setTimeout(() => other.end(), this.turnOf(way, 0) + 1));
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        if (one.errored) other.destroy();
      });
    }
  }

  /** Milliseconds until the line is through with a piece that joins its end now. */
  private turnOf(way: 'up' | 'down', bytes: number): number {
    const now = performance.now();
    const cost = (bytes / this.bytesPerSecond) * 1_000;
    this.freeAt[way] = Math.max(now, this.freeAt[way]) + cost;
    return this.freeAt[way] - now;
  }
}
