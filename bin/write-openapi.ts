/** Brings lib/openapi/openapi.json up to date: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { collectRoutes } from '../lib/openapi/collect-routes';
import { documentRoutes } from '../lib/openapi/document-routes';
import packageJson from '../package.json';

const root = path.resolve(import.meta.dirname, '..');
const routes = await collectRoutes(path.join(root, 'app'));
const document = documentRoutes(routes, packageJson.version);
writeFileSync(path.join(root, 'lib/openapi/openapi.json'), `${JSON.stringify(document, null, 1)}\n`);
