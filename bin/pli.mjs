#!/usr/bin/env node
// `node bin/pli.mjs` in a clone: bundles the command first where that is needed. What is installed elsewhere is packed by pack-pli.mjs.
import { buildPli, isPliBuilt } from './build-pli.mjs';

if (!isPliBuilt()) await buildPli();
await import('../dist/pli.mjs');
