import { describeRules } from '../../../test/support/describe-rules.ts';
import { term } from '../../format/index.ts';

describeRules(term, {
  'without term_id is refused': [{ term_id: '' }, 'term.missing_id'],
  'without a status is refused': [{ status: '' }, 'term.bad_status'],
  'with an unknown status is refused': [{ status: 'closed' }, 'term.bad_status'],
  'may write the status in any case': [{ status: 'ACTIVE' }, null],
  'without a name is left to the importer, which knows date overrides': [{ name: '' }, null],
  'with an unreadable date stays in': [{ start_date: 'next monday' }, 'term.bad_date'],
  'with two unreadable dates speaks of the first': [
    { start_date: 'next monday', end_date: 'later' },
    'term.bad_date',
  ],
  'that is refused says nothing of its dates': [{ status: '', end_date: 'later' }, 'term.bad_status'],
});
