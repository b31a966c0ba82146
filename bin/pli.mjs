#!/usr/bin/env node
// `npx pli`: in a clone it bundles the command first where that is needed; in an installed package it is there.
import { buildPli, isPliBuilt } from './build-pli.mjs';

if (!isPliBuilt()) await buildPli();
await import('../dist/pli.mjs');
