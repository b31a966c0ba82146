import { useTranslations } from 'next-intl';
import type { OpenApiOperation } from '@/lib/openapi/document-routes';
import type { JsonSchema } from '@/lib/openapi/json-schema';
import classes from './docs.module.css';
import { schemaLines } from './schema-lines';

type Content = Record<string, { schema: JsonSchema }>;

/** One request and its answers. */
export function Operation(props: { path: string; method: string; operation: OpenApiOperation }) {
  const t = useTranslations('programs.api');
  const { path, method, operation } = props;
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses as Record<string, { content?: Content }>).filter(
    ([status]) => !/^[45]/.test(status),
  );
  return (
    <article className={classes.operation} id={operationId} lang="en">
      <h3>
        <span className={classes.method} data-method={method}>
          {method.toUpperCase()}
        </span>{' '}
        <code>{path}</code>
      </h3>
      {summary !== '' && <p>{summary}</p>}
      <p className={classes.facts}>{t('needs', { who: needs(security, t('anyone'), t('session')) })}</p>
      {parameters.length > 0 && (
        <Shape
          title={t('parameters')}
          lines={parameters.map(
            ({ name, in: place, required, schema }) =>
              `${name} (${place}${required ? '' : `, ${t('optional')}`}): ${schemaLines(schema).join('\n')}`,
          )}
        />
      )}
      {requestBody && (
        <Shape
          title={t('body')}
          lines={Object.entries(requestBody.content).flatMap(([type, { schema }]) => [
            type,
            ...schemaLines(schema),
          ])}
        />
      )}
      {answers.map(([status, { content }]) => (
        <Shape
          key={status}
          title={t('answer', { status })}
          lines={
            content === undefined
              ? [t('empty')]
              : Object.entries(content).flatMap(([type, { schema }]) => [type, ...schemaLines(schema)])
          }
        />
      ))}
    </article>
  );
}

function needs(security: OpenApiOperation['security'], anyone: string, session: string): string {
  return security
    .map((one) => one.accessToken?.join(' ') ?? ('session' in one ? session : anyone))
    .join(' · ');
}

function Shape({ title, lines }: { title: string; lines: string[] }) {
  return (
    <details className={classes.shape}>
      <summary>{title}</summary>
      {/* A wide shape scrolls; what scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre className={classes.code} tabIndex={0}>
        <code>{lines.join('\n')}</code>
      </pre>
    </details>
  );
}
