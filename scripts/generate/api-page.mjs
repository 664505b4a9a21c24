import { code, codeList, pageHead, plain, table } from './markdown.mjs';

const path = 'docs/reference/api.md';

/**
 * The parameters with their whole names, those of groups too: `course[name]`, `state[]`.
 * @param {Record<string, any>} parameters @param {(name: string) => string} [whole]
 * @returns {readonly (readonly string[])[]}
 */
function parameterRows(parameters, whole = (name) => name) {
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const named = whole(name);
    if (parameter.kind === 'group') return parameterRows(parameter.members, (inner) => `${named}[${inner}]`);
    const shown = parameter.kind === 'map' ? `${named}[...]` : parameter.list ? `${named}[]` : named;
    const what = parameter.values ? codeList(parameter.values, 'or') : parameter.kind;
    const bounds = [
      parameter.required ? 'required' : '',
      parameter.max_length ? `at most ${parameter.max_length} characters` : '',
    ].filter(Boolean);
    return [[code(shown), [what, ...bounds].join(', '), plain(parameter.summary)]];
  });
}

/** The headers that mean something to an endpoint: `Content-Range`. @param {Record<string, any>} headers */
function headerRows(headers) {
  const named = Object.entries(headers).map(([name, header]) => [
    name.replace(/(^|_)([a-z])/g, (_, before, letter) => (before ? '-' : '') + letter.toUpperCase()),
    header,
  ]);
  return parameterRows(Object.fromEntries(named));
}

/** @param {any} result */
function answerOf(result) {
  if (result.form === 'bytes') return 'The bytes of the file.';
  const shape = code(result.shape);
  if (result.form === 'events') return `Answers server-sent events, each of them ${shape}.`;
  const list =
    result.form === 'wrapped_list'
      ? `${code(`{"${result.wrapper}": [...]}`)} of ${shape}`
      : `array of ${shape}`;
  if (result.form === 'object') return `Answers ${shape}.`;
  return `Answers ${list}${result.paginated ? ', in pages' : ''}.`;
}

/** @param {readonly string[] | null} permission */
function permissionOf(permission) {
  if (permission === null) return 'Needs no token.';
  return permission.length === 0 ? '' : `Needs ${codeList(permission, 'or')}.`;
}

/** Every endpoint, grouped by what it answers. @type {import('../generate.mjs').Generator} */
export const apiPage = {
  async files(load) {
    const { endpoints } = await load('api');
    /** @type {Map<string, string[]>} */
    const groups = new Map();
    for (const endpoint of Object.values(endpoints)) {
      const section = [
        `### ${endpoint.method} ${endpoint.path}\n`,
        [plain(endpoint.summary), answerOf(endpoint.result), permissionOf(endpoint.permission)]
          .filter(Boolean)
          .join(' '),
        `In the client: ${code(endpoint.name)}.\n`,
        table(['Parameter', 'Takes', 'Meaning'], parameterRows(endpoint.parameters)),
      ];
      if (endpoint.headers !== undefined)
        section.push(table(['Header', 'Takes', 'Meaning'], headerRows(endpoint.headers)));
      const { shape } = endpoint.result;
      groups.set(shape, [...(groups.get(shape) ?? []), section.join('\n')]);
    }
    const sections = [...groups].map(([shape, entries]) => `## ${shape}\n\n${entries.join('\n')}`);
    const intro =
      'Paths, parameters and answers are those of the Canvas REST API; what rollcall adds says so. Every path takes a\n' +
      '`.json` suffix. Parameters come in the query, as a form or as JSON; ids may be SIS ids (`sis_course_id:A1`).\n' +
      'Lists take `page` and `per_page` (10, at most 100) and are linked by `Link` headers.\n';
    return new Map([[path, [pageHead('src/api/', 'API'), intro, ...sections].join('\n')]]);
  },
};
