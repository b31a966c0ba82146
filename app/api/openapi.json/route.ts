import { z } from 'zod';
import { scopes } from '@/lib/access/scopes';
import { route } from '@/lib/http/route';
import document from '@/lib/openapi/openapi.json';

/** This description of the API, OpenAPI 3.1. */
export const GET = route(
  { access: 'anyone', scope: scopes, answer: z.looseObject({ openapi: z.string() }) },
  () => Promise.resolve(document),
);
