import { useTranslations } from 'next-intl';
import type { OpenApiOperation, OpenApiResponse } from '@/lib/openapi/document-routes';
import classes from './docs.module.css';
import { schemaLines } from './schema-lines';

/** One request, its answers and its refusals. `resolve` knows what stands behind a reference to a response. */
export function Operation(props: {
  path: string;
  method: string;
  operation: OpenApiOperation;
  resolve: (response: OpenApiResponse) => OpenApiResponse;
}) {
  const t = useTranslations('programs.api');
  const { path, method, operation, resolve } = props;
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses).filter(([status]) => !/^[45]/.test(status));
  const refusals = Object.entries(responses)
    .filter(([status]) => /^4\d\d$/.test(status))
    .map(([status, response]) => `${status}  ${resolve(response).description?.replaceAll('`', '') ?? ''}`);
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
      <Shape title={t('refusals')} lines={refusals} />
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
