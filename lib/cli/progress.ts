import type { Locale } from '../access/actor';
import type { PliApi } from '../command/pli-api';
import type { CommandContext } from './command';

const everyMilliseconds = 150;

/** Shows words on a terminal, a few times a second; nothing in a pipe. */
export function createProgress({ terminal: { live } }: Pick<CommandContext, 'terminal'>): {
  show(words: () => string): void;
  end(): void;
} {
  let last = 0;
  return {
    show(words) {
      const now = Date.now();
      if (live === null || now - last < everyMilliseconds) return;
      last = now;
      live(words());
    },
    end: () => live?.(''),
  };
}

/** The same server, that tells of each object that was stored or read how many bytes it has. */
export function watched(api: PliApi, onBytes: (bytes: number) => void): PliApi {
  return {
    ...api,
    putObject: async (request, body) => {
      await api.putObject(request, body);
      onBytes(body.length);
    },
    getObject: async (request, bytesMax) => {
      const bytes = await api.getObject(request, bytesMax);
      onBytes(bytes.length);
      return bytes;
    },
  };
}

/** Bytes for a person: `1.5 MB`, `1,5 Mo`. */
export function bytesInWords(bytes: number, locale: Locale): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(2, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1));
  const format = { style: 'unit', unit: units[power] ?? 'kilobyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(bytes / 1_000 ** (power + 1));
}
