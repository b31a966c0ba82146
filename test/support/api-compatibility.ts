/** JSON Schema as OpenAPI 3.1 has it, as far as our descriptions use it. */
type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: unknown;
};
type Content = { content?: Record<string, { schema?: Schema }> };
type Operation = {
  parameters?: { in: string; name: string; required?: boolean }[];
  requestBody?: Content;
  responses?: Record<string, Content>;
};
export type Description = { paths: Record<string, Record<string, Operation>> };

/** What a client that was made for `before` would stumble over at a server that speaks `now`: a line each, beginning with the route. */
export function stumblingBlocks(before: Description, now: Description): string[] {
  return Object.entries(before.paths).flatMap(([url, operations]) =>
    Object.entries(operations).flatMap(([method, old]) => {
      const route = `${method.toUpperCase()} ${url}`;
      const operation = now.paths[url]?.[method];
      if (!operation) return [`${route} is gone`];
      return [
        ...ofQuery(old, operation),
        ...ofRequest(bodyOf(old.requestBody), bodyOf(operation.requestBody), 'request'),
        ...Object.entries(old.responses ?? {})
          .filter(([status]) => status.startsWith('2'))
          .flatMap(([status, answer]) =>
            ofAnswer(bodyOf(answer), bodyOf(operation.responses?.[status]), `answer ${status}`),
          ),
      ].map((fault) => `${route}: ${fault}`);
    }),
  );
}

function bodyOf(content: Content | undefined): Schema | null {
  return content?.content?.['application/json']?.schema ?? null;
}

function ofQuery(old: Operation, now: Operation): string[] {
  const names = (one: Operation) => (one.parameters ?? []).filter((each) => each.in === 'query');
  const known = new Set(names(now).map(({ name }) => name));
  const before = new Set(names(old).map(({ name }) => name));
  return [
    ...names(old).flatMap(({ name }) => (known.has(name) ? [] : [`the query takes no ${name} any more`])),
    ...names(now).flatMap(({ name, required }) =>
      required && !before.has(name) ? [`the query needs ${name}`] : [],
    ),
  ];
}

/** What an old client sends must still be taken. */
function ofRequest(old: Schema | null, now: Schema | null, at: string): string[] {
  if (old === null) return now?.required?.length ? [`${at} is needed`] : [];
  if (now === null) return [`${at} is taken no more`];
  const variants = variantsOf(now);
  return variantsOf(old).flatMap((one) => {
    const faults = variants.map((other) => requestFaults(one, other, at));
    return faults.find((each) => each.length === 0) ?? faults[0] ?? [];
  });
}

function requestFaults(old: Schema, now: Schema, at: string): string[] {
  const types = typeFaults(old, now, at);
  if (types.length > 0) return types;
  const closed = now.additionalProperties === false;
  return [
    ...(now.required ?? []).flatMap((name) =>
      old.required?.includes(name) ? [] : [`${at}.${name} is needed`],
    ),
    ...Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
      const other = now.properties?.[name];
      if (other) return ofRequest(schema, other, `${at}.${name}`);
      return closed ? [`${at}.${name} is refused`] : [];
    }),
    ...(old.items && now.items ? ofRequest(old.items, now.items, `${at}[]`) : []),
    ...(old.enum && now.enum
      ? old.enum.filter((one) => !now.enum?.includes(one)).map((one) => `${at} takes no ${String(one)}`)
      : []),
  ];
}

/** What an old client reads must still be there, and be what it was; what came to it is passed over. */
function ofAnswer(old: Schema | null, now: Schema | null, at: string): string[] {
  if (old === null) return [];
  if (now === null) return [`${at} says nothing any more`];
  const variants = variantsOf(old);
  return variantsOf(now).flatMap((one) => {
    const faults = variants.map((other) => answerFaults(other, one, at));
    return faults.find((each) => each.length === 0) ?? faults[0] ?? [];
  });
}

function answerFaults(old: Schema, now: Schema, at: string): string[] {
  const types = typeFaults(old, now, at);
  if (types.length > 0) return types;
  return [
    ...(old.required ?? []).flatMap((name) =>
      now.required?.includes(name) ? [] : [`${at}.${name} is gone`],
    ),
    ...Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
      const other = now.properties?.[name];
      return other ? ofAnswer(schema, other, `${at}.${name}`) : [];
    }),
    ...(old.items && now.items ? ofAnswer(old.items, now.items, `${at}[]`) : []),
  ];
}

function variantsOf(schema: Schema): Schema[] {
  const { type } = schema;
  if (Array.isArray(type)) return type.map((one) => ({ ...schema, type: one }));
  return (schema.anyOf ?? schema.oneOf)?.flatMap(variantsOf) ?? [schema];
}

function typeFaults(old: Schema, now: Schema, at: string): string[] {
  const numeric = (type: Schema['type']) => (type === 'integer' ? 'number' : type);
  if (old.type !== undefined && now.type !== undefined && numeric(old.type) !== numeric(now.type))
    return [`${at} is ${String(now.type)}, was ${String(old.type)}`];
  if (old.const !== undefined && now.const !== undefined && old.const !== now.const)
    return [`${at} is ${String(now.const)}, was ${String(old.const)}`];
  return [];
}
