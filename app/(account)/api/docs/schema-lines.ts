import type { JsonSchema } from '@/lib/openapi/json-schema';

/** A JSON Schema as lines that read like TypeScript: `name?: string, at most 100 letters`. */
export function schemaLines(schema: JsonSchema, depth = 0): string[] {
  const pad = '  '.repeat(depth);
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices !== undefined) {
    const shown = choices.map((one) => schemaLines(one, depth).join('\n').trimStart());
    return [`${pad}${shown.join(' | ')}`];
  }
  if (schema.type === 'array') {
    const [first = '', ...rest] = schemaLines((schema.items ?? {}) as JsonSchema, depth);
    return [`${pad}array of ${first.trimStart()}`, ...rest].map((line, index, all) =>
      index === all.length - 1 ? `${line}${bounds(schema)}` : line,
    );
  }
  if (schema.type === 'object') return objectLines(schema, depth);
  return [`${pad}${plain(schema)}`];
}

function objectLines(schema: JsonSchema, depth: number): string[] {
  const pad = '  '.repeat(depth);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = new Set((schema.required ?? []) as string[]);
  if (properties.length === 0) {
    const { additionalProperties: values } = schema;
    if (typeof values !== 'object' || values === null) return [`${pad}{}`];
    const [first = '', ...rest] = schemaLines(values as JsonSchema, depth);
    return [`${pad}map of ${first.trimStart()}`, ...rest];
  }
  return [
    `${pad}{`,
    ...properties.flatMap(([name, one]) => {
      const [first = '', ...rest] = schemaLines(one, depth + 1);
      return [`${pad}  ${name}${required.has(name) ? '' : '?'}: ${first.trimStart()}`, ...rest];
    }),
    `${pad}}`,
  ];
}

function plain(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const type = String(schema.format ?? schema.contentEncoding ?? schema.type ?? 'any');
  return `${type}${bounds(schema)}`;
}

function bounds(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const low = minimum ?? minLength ?? minItems;
  const high = maximum ?? maxLength ?? maxItems;
  const isEndless = high === undefined || high === Number.MAX_SAFE_INTEGER;
  const unit = schema.type === 'string' ? ' characters' : '';
  if (isEndless) return low === undefined ? '' : `, from ${String(low)}${unit}`;
  return low === undefined
    ? `, at most ${String(high)}${unit}`
    : `, ${String(low)} to ${String(high)}${unit}`;
}
