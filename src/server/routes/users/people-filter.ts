import { endpoints } from '../../../api/index.ts';
import type { PeopleFilter } from '../../../db/index.ts';
import type { PageRequest } from '../../pagination.ts';
import type { ParameterRecord } from '../../parameters.ts';
import { type SisRights, seesSisIds } from '../../presenters/sis-fields.ts';
import { idOfTerm, readSearchTerm } from '../../search-term.ts';
import { wordParameter } from '../../words.ts';

const declared = endpoints.listAccountUsers.parameters;

/** What lists of people have in common: `search_term`, `sort` and `order`. */
export function readPeopleFilter(parameters: ParameterRecord, rights: SisRights): PeopleFilter {
  return {
    search_term: readSearchTerm(parameters),
    search_sis_ids: seesSisIds(rights),
    user_ids: null,
    enrollment_types: [],
    sort: wordParameter(parameters, 'sort', declared.sort.values) ?? 'username',
    descending: wordParameter(parameters, 'order', declared.order.values) === 'desc',
  };
}

/** Lists people whose `search_term` may be an id: whoever has that id goes before all who have it in their names. */
export async function searchPeople<F extends PeopleFilter>(
  filter: F,
  page: PageRequest,
  list: (filter: F, page: Pick<PageRequest, 'limit' | 'offset'>) => Promise<readonly number[]>,
): Promise<readonly number[]> {
  const id = idOfTerm(filter.search_term);
  if (id !== null && (filter.user_ids === null || filter.user_ids.includes(id))) {
    const exact = await list({ ...filter, search_term: null, user_ids: [id] }, { limit: 1, offset: 0 });
    if (exact.length > 0) return exact.slice(page.offset);
  }
  return list(filter, page);
}
