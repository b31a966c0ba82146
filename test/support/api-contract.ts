import Ajv2020 from 'ajv/dist/2020';
import { type OpenApiDocument, type OpenApiOperation, responseOf } from '../../lib/openapi/document-routes';
import type { JsonSchema } from '../../lib/openapi/json-schema';
import openApi from '../../lib/openapi/openapi.json';

// The file is generated as this type.
const document = openApi as unknown as OpenApiDocument;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: {
    uuid,
    'date-time': (text: string) =>
      /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text)),
    date: /^\d{4}-\d{2}-\d{2}$/,
    email: true,
    uri: true,
    binary: true,
    base64: /^[A-Za-z0-9+/]*={0,2}$/,
  },
});
const compiled = new WeakMap<JsonSchema, ReturnType<typeof ajv.compile>>();

/** The operation a request is, its path written with or without values: `/api/drafts/[id]`, `/api/drafts/0193…`. */
export function operationOf(method: string, path: string): OpenApiOperation | null {
  const segments =
    path
      .split('?')[0]
      ?.replace(/\[([^\]]+)\]/g, '{$1}')
      .split('/') ?? [];
  const fits = (template: string) => {
    const wanted = template.split('/');
    return (
      wanted.length === segments.length &&
      wanted.every((one, index) => one === segments[index] || one.startsWith('{'))
    );
  };
  // A path without parameters wins over one with.
  const found = Object.keys(document.paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return document.paths[found[0] ?? '']?.[method.toLowerCase()] ?? null;
}

/** What in an answer is not as the description says; empty when all is. */
export function answerFaults(
  operation: OpenApiOperation,
  status: number,
  type: string | null,
  body: string,
): string[] {
  if (status >= 400) {
    if (type !== 'application/problem+json') return [`a refusal as ${type}`];
    return refusalFaults(operation, status, JSON.parse(body));
  }
  const described = operation.responses[String(status)];
  if (described === undefined) return [`status ${status} is not described`];
  const { content } = described;
  if (content === undefined) return body === '' ? [] : ['a body where none is described'];
  const media = (type ?? '').split(';')[0] ?? '';
  const schema = content[media]?.schema;
  if (schema === undefined) return [`${media} is not described`];
  return media === 'application/json' ? faultsOf(schema, JSON.parse(body)) : [];
}

/** A refusal has the one shape of all, and a code that the operation names under its status (of 5XX any). */
function refusalFaults(operation: OpenApiOperation, status: number, problem: { code?: unknown }): string[] {
  const faults = faultsOf(document.components.schemas?.Problem as JsonSchema, problem);
  if (status >= 500) return faults;
  const named = responseOf(document, operation.responses[String(status)] ?? {}).description ?? '';
  return named.includes(`\`${String(problem.code)}\``)
    ? faults
    : [...faults, `${problem.code} is not described`];
}

/** What in an accepted request is not as the description says. */
export function requestFaults(operation: OpenApiOperation, json: unknown): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema === undefined || json === undefined ? [] : faultsOf(schema, json);
}

function faultsOf(schema: JsonSchema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
