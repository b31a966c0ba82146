import { z } from 'zod';

/** JSON Schema 2020-12, as OpenAPI 3.1 uses it. */
export type JsonSchema = Record<string, unknown>;

/**
 * A schema that validates, as JSON Schema of what a client may send (`input`) or of what it gets (`output`).
 * What JSON Schema cannot say (a refinement in code) is left out: a document that fits may still be refused.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // z.preprocess: what is sent has the shape of what the inner schema takes
      if (io === 'input' && def.type === 'pipe') {
        const { in: from, out: to } = def as unknown as { in: z.ZodType; out: z.ZodType }; // the def of a pipe
        if (from._zod.def.type === 'transform') Object.assign(jsonSchema, jsonSchemaOf(to, io));
      }
    },
  }) as JsonSchema; // ZodStandardJSONSchema has methods besides its members
  return withoutKnownPatterns(JSON.parse(JSON.stringify(json))) as JsonSchema;
}

/** Zod writes a pattern beside each format: the name of the format says the same to people. */
function withoutKnownPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKnownPatterns);
  if (typeof value !== 'object' || value === null) return value;
  const one = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutKnownPatterns(inner)]),
  );
  if (['uuid', 'date-time', 'email'].includes(String(one.format))) delete one.pattern;
  const all = Array.isArray(one.allOf) ? (one.allOf as JsonSchema[]) : [];
  const isUuid = all.some(({ pattern }) => String(pattern).startsWith('^([0-9a-fA-F]{8}-'));
  const isLowerCase = all.some(({ pattern }) => pattern === '^[0-9a-f-]+$');
  return isUuid && isLowerCase && all.length === 2
    ? { type: 'string', format: 'uuid', pattern: '^[0-9a-f-]+$' }
    : one;
}
