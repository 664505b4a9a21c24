/** Files for a server that already holds the district of the same options without them. */

/** Renames the first objects of each type; all other files of the same upload then use the new ids. */
export const change_sis_id = {
  name: 'change_sis_id',
  file: 'change_sis_id.csv',
  columns: ['old_id', 'new_id', 'old_integration_id', 'new_integration_id', 'type'],
  *rows({ renamed, id, plainId }) {
    for (const [type, count] of Object.entries(renamed)) {
      for (let i = 0; i < count; i += 1) yield [plainId[type](i), id[type](i), '', '', type];
    }
  },
  spare: (_, k) => [`x-old-${k}`, `x-new-${k}`, '', '', 'user'],
  mistakes: {
    old_unknown: {},
    type_missing: { type: '' },
    old_missing: { old_id: '' },
    new_missing: { new_id: '' },
    bad_type: { type: 'classroom' },
    no_integration: { type: 'group_category', new_integration_id: ({ k }) => `int-x${k}` },
    new_id_taken: { new_id: ({ district }) => district.id.course(0), type: 'course' },
  },
};

/** Names enrollments by internal id, 1 and up, as a server counts them that holds nothing else. */
export const grade_publishing_results = {
  name: 'grade_publishing_results',
  file: 'grade_publishing_results.csv',
  columns: ['enrollment_id', 'grade_publishing_status', 'message'],
  *rows({ good, edition }) {
    const changed = edition.changed('grade_publishing_results');
    for (let i = 0; i < good.grade_publishing_results; i += 1) {
      const failed = (i % 20 === 19) !== changed(i);
      yield [
        `${i + 1}`,
        failed ? 'error' : 'published',
        failed ? 'The grade "incomplete", as sent, is not known here.' : '',
      ];
    }
  },
  spare: (_, k) => [`${900_000_000_000 + k}`, 'published', ''],
  mistakes: {
    enrollment_not_found: {},
    missing_enrollment: { enrollment_id: '' },
    missing_status: { grade_publishing_status: '' },
    bad_status: { grade_publishing_status: 'pending' },
  },
};
