#!/usr/bin/env node
// `npx pli` in a clone: bundles the command first where that is needed. What is installed elsewhere is packed by pack-pli.mjs.
import { buildPli, isPliBuilt } from './build-pli.mjs';

if (!isPliBuilt()) await buildPli();
await import('../dist/pli.mjs');
