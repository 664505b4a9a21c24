import { datesOfTerm, later } from './calendar.mjs';

export const account = {
  name: 'account',
  file: 'accounts.csv',
  columns: ['account_id', 'parent_account_id', 'name', 'status', 'integration_id'],
  *rows({ good, id, edition }) {
    const changed = edition.changed('account');
    for (let i = 0; i < good.account; i += 1) {
      const parent = i === 0 ? '' : id.account(Math.floor((i - 1) / 7));
      const name = i < 8 ? `Lake District, Area ${i + 1}` : `School ${i + 1}`;
      yield [id.account(i), parent, changed(i) ? `${name} (renamed)` : name, 'active', `int-a${i + 1}`];
    }
  },
  spare: ({ id }, k) => [`x-account-${k}`, id.account(0), `Annex ${k}`, 'active', ''],
  mistakes: {
    missing_id: { account_id: '' },
    parent_not_found: { parent_account_id: 'no-such-account' },
    missing_name: { name: '' },
    bad_status: { status: 'open' },
  },
};

export const term = {
  name: 'term',
  file: 'terms.csv',
  columns: [
    'term_id',
    'name',
    'status',
    'start_date',
    'end_date',
    'date_override_enrollment_type',
    'integration_id',
  ],
  *rows({ good, id, edition, options }) {
    const changed = edition.changed('term');
    for (let i = 0; i < good.term; i += 1) {
      const [start, end] = datesOfTerm(i);
      const name = `${i % 2 === 0 ? 'Fall' : 'Spring'} ${start.slice(0, 4)}`;
      yield [id.term(i), name, 'active', start, changed(i) ? later(end, 7) : end, '', `int-t${i + 1}`];
    }
    const types = ['TeacherEnrollment', 'TaEnrollment', 'DesignerEnrollment', 'StudentEnrollment'];
    for (let i = 0; i < options.overrides; i += 1) {
      const of_term = i % good.term;
      const [start, end] = datesOfTerm(of_term);
      const type = types[Math.floor(i / good.term) % types.length];
      yield [id.term(of_term), '', 'active', later(start, -14), later(end, 14), type, ''];
    }
  },
  spare: (_, k) => [`x-term-${k}`, `Summer School ${k}`, 'active', '', '', '', ''],
  mistakes: {
    missing_id: { term_id: '' },
    missing_name: { name: '' },
    bad_status: { status: 'closed' },
    override_without_term: { date_override_enrollment_type: 'TeacherEnrollment' },
    bad_date: { start_date: 'TBD' },
  },
};
