import { UsageError } from './options.mjs';

function courseOfSet({ good }, set) {
  return Math.floor((set * good.course) / good.differentiation_tag_set) % good.course;
}

function setOfTag({ good }, tag) {
  return Math.floor((tag * good.differentiation_tag_set) / good.differentiation_tag);
}

export const differentiation_tag_set = {
  name: 'differentiation_tag_set',
  file: 'differentiation_tag_sets.csv',
  columns: ['tag_set_id', 'course_id', 'set_name', 'status'],
  *rows(district) {
    const { good, id, edition } = district;
    const changed = edition.changed('differentiation_tag_set');
    for (let i = 0; i < good.differentiation_tag_set; i += 1) {
      const name = `Reading level ${i + 1}${changed(i) ? ' (renamed)' : ''}`;
      yield [id.differentiation_tag_set(i), id.course(courseOfSet(district, i)), name, 'active'];
    }
  },
  spare: ({ id }, k) => [`x-set-${k}`, id.course(0), `Spare set ${k}`, 'active'],
  mistakes: {
    course_not_found: { course_id: 'no-such-course' },
    missing_id: { tag_set_id: '' },
    missing_name: { set_name: '' },
    missing_course: { course_id: '' },
    missing_status: { status: '' },
    bad_status: { status: 'available' },
  },
};

export const differentiation_tag = {
  name: 'differentiation_tag',
  file: 'differentiation_tags.csv',
  columns: ['tag_id', 'tag_set_id', 'course_id', 'name', 'status'],
  *rows(district) {
    const { good, id, edition } = district;
    if (good.differentiation_tag > 0 && good.differentiation_tag_set === 0)
      throw new UsageError('--tags needs at least one of --tag-sets.');
    const changed = edition.changed('differentiation_tag');
    for (let i = 0; i < good.differentiation_tag; i += 1) {
      const name = `Readers ${i + 1}${changed(i) ? ' (renamed)' : ''}`;
      yield [
        id.differentiation_tag(i),
        id.differentiation_tag_set(setOfTag(district, i)),
        '',
        name,
        'available',
      ];
    }
  },
  spare: ({ id }, k) => [`x-tag-${k}`, '', id.course(0), `Spare tag ${k}`, 'available'],
  mistakes: {
    set_not_found: { tag_set_id: 'no-such-set', course_id: '' },
    course_not_found: { course_id: 'no-such-course' },
    missing_id: { tag_id: '' },
    missing_name: { name: '' },
    bad_status: { status: 'active' },
  },
};

export const differentiation_tag_membership = {
  name: 'differentiation_tag_membership',
  file: 'differentiation_tag_membership.csv',
  columns: ['tag_id', 'user_id', 'status'],
  *rows(district) {
    const { good, id, edition, people } = district;
    const tags = good.differentiation_tag;
    if (good.differentiation_tag_membership > 0 && tags === 0)
      throw new UsageError('--tag-memberships needs at least one of --tags.');
    const withdrawn = edition.dropped('enrollment student');
    for (let i = 0; i < good.differentiation_tag_membership; i += 1) {
      const tag = i % tags;
      const [first, end] = district.slotsOfCourse(courseOfSet(district, setOfTag(district, tag)));
      const slot = first + Math.floor(i / tags);
      if (slot >= end)
        throw new UsageError(`--tag-memberships is too much: a course has but ${end - first} students.`);
      const student = district.studentIn(slot);
      const left = edition.gone(student) || withdrawn(slot);
      yield left ? null : [id.differentiation_tag(tag), id.user(people.students.from + student), 'accepted'];
    }
  },
  spare: ({ id }, k) => [id.differentiation_tag(0), `x-no-user-${k}`, 'accepted'],
  mistakes: {
    user_not_found: {},
    tag_not_found: { tag_id: ({ k }) => `x-no-tag-${k}`, user_id: ({ district }) => district.id.user(0) },
    missing_tag: { tag_id: '' },
    missing_user: { user_id: '' },
    bad_status: { status: 'member' },
  },
};

export const institutional_tag_category = {
  name: 'institutional_tag_category',
  file: 'institutional_tag_categories.csv',
  columns: ['category_id', 'name', 'description', 'status'],
  *rows({ good, id, edition }) {
    const changed = edition.changed('institutional_tag_category');
    for (let i = 0; i < good.institutional_tag_category; i += 1) {
      const description = `What the district notes, part ${i + 1}${changed(i) ? ', revised' : ''}`;
      yield [id.institutional_tag_category(i), `Cohorts ${i + 1}`, description, 'active'];
    }
  },
  spare: (_, k) => [`x-icategory-${k}`, `Spare cohorts ${k}`, '', 'active'],
  mistakes: {
    'missing_value/category_id': { category_id: '' },
    'missing_value/name': { name: '' },
    'missing_value/status': { status: '' },
    bad_status: { status: 'open' },
  },
};

export const institutional_tag = {
  name: 'institutional_tag',
  file: 'institutional_tags.csv',
  columns: ['institutional_tag_id', 'category_id', 'name', 'description', 'status'],
  *rows({ good, id, edition }) {
    const categories = good.institutional_tag_category;
    if (good.institutional_tag > 0 && categories === 0)
      throw new UsageError('--itags needs at least one of --itag-categories.');
    const changed = edition.changed('institutional_tag');
    for (let i = 0; i < good.institutional_tag; i += 1) {
      const category = id.institutional_tag_category(i % categories);
      const description = `Students of cohort ${i + 1}${changed(i) ? ', revised' : ''}`;
      yield [id.institutional_tag(i), category, `Cohort ${i + 1}`, description, 'active'];
    }
  },
  spare: ({ id }, k) => [
    `x-itag-${k}`,
    id.institutional_tag_category(0),
    `Spare cohort ${k}`,
    'Spare',
    'active',
  ],
  mistakes: {
    category_not_found: { category_id: 'no-such-category' },
    'missing_value/institutional_tag_id': { institutional_tag_id: '' },
    'missing_value/category_id': { category_id: '' },
    'missing_value/name': { name: '' },
    'missing_value/description': { description: '' },
    bad_status: { status: 'open' },
  },
};

export const institutional_tag_association = {
  name: 'institutional_tag_association',
  file: 'institutional_tag_associations.csv',
  columns: ['institutional_tag_id', 'user_id', 'status'],
  *rows({ good, id, edition, people }) {
    const { institutional_tag: tags, institutional_tag_association: rows } = good;
    if (rows > 0 && tags === 0) throw new UsageError('--itag-associations needs at least one of --itags.');
    if (rows > tags * people.students.count)
      throw new UsageError('--itag-associations is more than tags times students.');
    for (let i = 0; i < rows; i += 1) {
      const student = i % people.students.count;
      const tag = (student + Math.floor(i / people.students.count)) % tags;
      yield edition.gone(student)
        ? null
        : [id.institutional_tag(tag), id.user(people.students.from + student), 'active'];
    }
  },
  spare: ({ id }, k) => [id.institutional_tag(0), `x-no-user-${k}`, 'active'],
  mistakes: {
    user_not_found: {},
    tag_not_found: {
      institutional_tag_id: ({ k }) => `x-no-itag-${k}`,
      user_id: ({ district }) => district.id.user(0),
    },
    'missing_value/institutional_tag_id': { institutional_tag_id: '' },
    'missing_value/user_id': { user_id: '' },
    bad_status: { status: 'open' },
  },
};
