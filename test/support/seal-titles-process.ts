import { randomBytes } from 'node:crypto';
import { sealTitles } from '../../lib/start/seal-titles';

/** A start that carries titles over, to be killed: its key is one that nothing it leaves could be read with. */
const secret = randomBytes(32);
await sealTitles(process.argv[2] ?? '', { derive: () => secret });
